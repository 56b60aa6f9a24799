import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

import type { RecordingDetail, Result } from "@/api/generated/undertone";
import { labelsOf } from "@/app/routes/analysis-charts";
import type { Drawing, DrawingFormat } from "@/features/analysis/export-menu";
import { TimelineDrawing } from "@/features/timeline/timeline-drawing";
import { savePng, saveSvg } from "@/lib/export-drawing";
import { t } from "@/lib/texts";

/** Draws out of sight, but within the page: theme and fonts are those of the page. */
async function drawnAside(
  drawing: ReactNode,
  save: (svg: SVGSVGElement) => void | Promise<void>,
): Promise<void> {
  const place = document.createElement("div");
  place.style.cssText = "position:fixed;left:-10000px;top:0";
  place.ariaHidden = "true";
  document.body.append(place);
  const root = createRoot(place);
  flushSync(() => root.render(drawing));
  const svg = place.querySelector("svg");
  try {
    if (svg) await save(svg);
  } finally {
    root.unmount();
    place.remove();
  }
}

type SaveOptions = {
  drawing: Drawing;
  format: DrawingFormat;
  recording: RecordingDetail;
  result: Result;
  /** As it is on the page. */
  radar: SVGSVGElement | null;
};

export async function saveDrawing({ drawing, format, recording, result, radar }: SaveOptions): Promise<void> {
  const name = `${recording.title} ${t(`analysis.export.fileName.${drawing}`)}`;
  const save = (svg: SVGSVGElement) => (format === "svg" ? saveSvg(svg, name) : savePng(svg, name));
  if (drawing === "radar") {
    if (radar) await save(radar);
    return;
  }
  const { segments } = result;
  const durationS = recording.duration_s ?? segments.at(-1)?.end_s ?? 0;
  const labels = labelsOf(result, segments.at(-1));
  await drawnAside(<TimelineDrawing {...{ segments, labels, durationS }} stream="fused" />, save);
}
