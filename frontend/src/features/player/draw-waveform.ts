import type { Peaks, Segment } from "@/api/generated/undertone";
import type { Box } from "@/components/canvas";
import { inks } from "@/components/canvas";
import { emotionToken } from "@/lib/emotions";
import { segmentsBetween } from "@/lib/segment-times";

/** What is in sight: from when, and how many seconds. */
export type Sight = { startS: number; spanS: number };

const BAR_PX = 2;
const PITCH_PX = 3.5;
const FLOOR_PX = 5; // the firm line of the emotion regions
const TINT = 0.16;
const NARROWEST_PX = 0.75;

/** The loudest peak of a stretch; between two peaks, the one it lies in. */
function loudest({ peaks, duration_s }: Peaks, startS: number, endS: number): number {
  const first = Math.floor((startS / duration_s) * peaks.length);
  const last = Math.max(first, Math.ceil((endS / duration_s) * peaks.length) - 1);
  let most = 0;
  for (let index = first; index <= last && index < peaks.length; index += 1)
    most = Math.max(most, peaks[index] ?? 0);
  return most;
}

/** Heights of the bars in sight, 0 to 1, each on a grid that moves with the sound, so that bars do not flicker. */
export function barHeights(
  peaks: Peaks,
  { startS, spanS }: Sight,
  widthPx: number,
): [x: number, height: number][] {
  const pitchS = (PITCH_PX / widthPx) * spanS;
  const first = Math.floor(startS / pitchS);
  const count = Math.ceil(widthPx / PITCH_PX) + 1;
  return Array.from({ length: count }, (_, place): [number, number] => {
    const fromS = (first + place) * pitchS;
    return [((fromS - startS) / spanS) * widthPx, loudest(peaks, fromS, fromS + pitchS)];
  });
}

export function drawBars(
  pen: CanvasRenderingContext2D,
  box: Box,
  peaks: Peaks,
  sight: Sight,
  colour: string,
): void {
  pen.fillStyle = inks()(colour);
  const middle = (box.height - FLOOR_PX) / 2;
  pen.beginPath();
  for (const [x, height] of barHeights(peaks, sight, box.width)) {
    const half = Math.max(0.75, height * (middle - 6));
    pen.roundRect(x, middle - half, BAR_PX, 2 * half, BAR_PX / 2);
  }
  pen.fill();
}

/** Tints the sound by how each segment reads, with a firm line below. */
export function drawRegions(
  pen: CanvasRenderingContext2D,
  box: Box,
  segments: readonly Segment[],
  { startS, spanS }: Sight,
): void {
  const perSecond = box.width / spanS;
  const ink = inks();
  for (const segment of segmentsBetween(segments, startS, startS + spanS)) {
    const x = (segment.start_s - startS) * perSecond;
    const width = Math.max(NARROWEST_PX, (segment.end_s - segment.start_s) * perSecond);
    pen.fillStyle = ink(emotionToken(segment.top));
    pen.globalAlpha = TINT;
    pen.fillRect(x, 0, width, box.height);
    pen.globalAlpha = 1;
    pen.fillRect(x, box.height - FLOOR_PX, width, FLOOR_PX);
  }
}
