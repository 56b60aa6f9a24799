import type { Segment } from "@/api/generated/undertone";
import type { Box } from "@/components/canvas";
import { inks } from "@/components/canvas";
import { emotionToken } from "@/lib/emotions";
import type { Outline } from "@/lib/peaks";
import { finestFor, loudest } from "@/lib/peaks";
import { segmentsBetween } from "@/lib/segment-times";

/** What is in sight: from when, and how many seconds. */
export type Sight = { startS: number; spanS: number };

/** The sound as far as it is known: all of it, and parts of it more finely. */
export type Sound = { whole: Outline; parts: readonly Outline[] };

const BAR_PX = 2;
const PITCH_PX = 3.5;
const FLOOR_PX = 5; // the firm line of the emotion regions
const TINT = 0.16;
const NARROWEST_PX = 0.75;

/** Heights of the bars in sight, 0 to 1, each on a grid that moves with the sound, so that bars do not flicker. */
export function barHeights(
  { whole, parts }: Sound,
  { startS, spanS }: Sight,
  widthPx: number,
): [x: number, height: number][] {
  const pitchS = (PITCH_PX / widthPx) * spanS;
  const first = Math.floor(startS / pitchS);
  const count = Math.ceil(widthPx / PITCH_PX) + 1;
  return Array.from({ length: count }, (_, place): [number, number] => {
    const fromS = (first + place) * pitchS;
    const toS = fromS + pitchS;
    return [((fromS - startS) / spanS) * widthPx, loudest(finestFor(fromS, toS, parts, whole), fromS, toS)];
  });
}

export function drawBars(
  pen: CanvasRenderingContext2D,
  box: Box,
  sound: Sound,
  sight: Sight,
  colour: string,
): void {
  pen.fillStyle = inks()(colour);
  const middle = (box.height - FLOOR_PX) / 2;
  pen.beginPath();
  for (const [x, height] of barHeights(sound, sight, box.width)) {
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
