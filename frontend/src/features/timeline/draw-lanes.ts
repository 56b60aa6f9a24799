import type { Segment } from "@/api/generated/undertone";
import type { Box } from "@/components/canvas";
import { inks } from "@/components/canvas";
import type { Bar } from "@/features/timeline/lanes";
import { bars, FLAG_GAP_PX, FLAG_LANE_PX, FLAGS, hasFlag, LANE_PX, shareOf } from "@/features/timeline/lanes";
import type { Stream } from "@/lib/emotions";
import { emotionToken } from "@/lib/emotions";

export type LanesDrawing = {
  segments: readonly Segment[];
  labels: readonly string[];
  stream: Stream;
  selected: Segment | null;
  startS: number;
  spanS: number;
};

const FLAG_BAR_PX = 5;

export const lanesHeight = (labels: readonly string[]): number =>
  labels.length * LANE_PX + FLAG_GAP_PX + FLAGS.length * FLAG_LANE_PX;

function fillBars(pen: CanvasRenderingContext2D, lane: readonly Bar[], floor: number): void {
  pen.beginPath();
  for (const { x, width, height } of lane) pen.rect(x, floor - height, width, height);
  pen.fill();
}

/** All lanes of what is in sight: a lane is one path, so that thousands of bars are a handful of strokes of the pen. */
export function drawLanes(
  pen: CanvasRenderingContext2D,
  { width, height }: Box,
  drawing: LanesDrawing,
): void {
  const { segments, labels, stream, selected, startS, spanS } = drawing;
  const sight = { startS, spanS, widthPx: width };
  const ink = inks();
  if (selected) {
    const x = ((selected.start_s - startS) / spanS) * width;
    pen.fillStyle = ink("--sunken");
    pen.fillRect(x, 0, Math.max(2, ((selected.end_s - selected.start_s) / spanS) * width), height);
  }
  labels.forEach((label, lane) => {
    const floor = (lane + 1) * LANE_PX;
    pen.fillStyle = ink("--line");
    pen.fillRect(0, floor - 0.5, width, 0.5);
    pen.fillStyle = ink(emotionToken(label));
    fillBars(
      pen,
      bars(segments, sight, (segment) => shareOf(segment, stream, label)),
      floor,
    );
  });
  FLAGS.forEach((flag, lane) => {
    const middle = labels.length * LANE_PX + FLAG_GAP_PX + (lane + 0.5) * FLAG_LANE_PX;
    pen.fillStyle = ink(flag === "disagreement" ? "--ink" : "--ink-faint");
    const marked = bars(
      segments,
      sight,
      (segment) => (hasFlag(segment, flag) ? 1 : 0),
      (share) => FLAG_BAR_PX * Math.max(0.3, share),
    );
    fillBars(pen, marked, middle + FLAG_BAR_PX / 2 + 1);
  });
}
