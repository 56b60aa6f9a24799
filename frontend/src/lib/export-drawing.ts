/** Saves the radar as it is drawn: theme and fonts are written into a copy, so that it looks the same elsewhere. */

const INLINED = ["fill", "stroke", "font-family"] as const;

function standaloneCopy(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of INLINED) {
      if (element.hasAttribute(name)) element.setAttribute(name, style.getPropertyValue(name));
    }
  });
  copy.setAttribute("width", String(svg.viewBox.baseVal.width));
  copy.setAttribute("height", String(svg.viewBox.baseVal.height));
  copy.removeAttribute("class");
  return copy;
}

export const drawingText = (svg: SVGSVGElement): string =>
  new XMLSerializer().serializeToString(standaloneCopy(svg));

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export const saveSvg = (svg: SVGSVGElement, name: string): void =>
  save(new Blob([drawingText(svg)], { type: "image/svg+xml" }), `${name}.svg`);

/** Three pixels per unit: sharp on paper and on slides. */
const PNG_SCALE = 3;

export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([drawingText(svg)], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  const canvas = document.createElement("canvas");
  canvas.width = svg.viewBox.baseVal.width * PNG_SCALE;
  canvas.height = svg.viewBox.baseVal.height * PNG_SCALE;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    if (blob) save(blob, `${name}.png`);
  });
}
