/** How long the browser may take over a file's header. */
const PATIENCE_MS = 4000;

/** In seconds, as far as this browser can tell: null for formats that it does not know. */
export function mediaDuration(file: File): Promise<number | null> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const media = document.createElement("video");
    const tell = () => {
      clearTimeout(timer);
      resolve(Number.isFinite(media.duration) ? media.duration : null);
      media.removeAttribute("src");
      URL.revokeObjectURL(url);
    };
    const timer = setTimeout(tell, PATIENCE_MS);
    media.addEventListener("loadedmetadata", tell, { once: true });
    media.addEventListener("error", tell, { once: true });
    media.preload = "metadata";
    media.src = url;
  });
}
