import type { Segment } from "@/api/generated/undertone";
import type { Stream } from "@/lib/emotions";
import { isUnsure } from "@/lib/reading";
import { disagrees } from "@/lib/reasons";
import { segmentsBetween } from "@/lib/segment-times";

/** One lane per emotion; a bar rises from its floor as high as the emotion was probable in that segment. */

export const LANE_PX = 22;
export const FLAG_LANE_PX = 13;
/** Between the emotions and the flags. */
export const FLAG_GAP_PX = 5;
const HEADROOM_PX = 3;

/** In pixels: a rectangle of a lane. */
export type Bar = { x: number; width: number; height: number };

/** What is in sight, and how wide it is drawn. */
export type Sight = { startS: number; spanS: number; widthPx: number };

/** Segments narrower than this are averaged by column: bars that overlap in a pixel would show the highest alone. */
const NARROW_PX = 1.5;

/** The flags of a segment, each with a lane of its own below the emotions. */
export const FLAGS = ["unsure", "disagreement"] as const;

export type Flag = (typeof FLAGS)[number];

export const hasFlag = (segment: Segment, flag: Flag): boolean =>
  flag === "disagreement" ? disagrees(segment) : isUnsure(segment);

export const shareOf = (segment: Segment, stream: Stream, label: string): number =>
  segment.scores[stream]?.[label] ?? 0;

const barHeight = (share: number): number => share * (LANE_PX - HEADROOM_PX);

/** Bars of one quantity, 0 to 1, over what is in sight; from `full` on a bar reaches the lane's top. */
export function bars(
  segments: readonly Segment[],
  { startS, spanS, widthPx }: Sight,
  quantity: (segment: Segment) => number,
  height: (share: number) => number = barHeight,
): Bar[] {
  const inSight = segmentsBetween(segments, startS, startS + spanS);
  const perSecond = widthPx / spanS;
  const spoken = inSight.reduce((sum, segment) => sum + segment.end_s - segment.start_s, 0);
  if (inSight.length > 0 && (spoken / inSight.length) * perSecond < NARROW_PX)
    return columns(inSight, { startS, spanS, widthPx }, quantity, height);
  return inSight.flatMap((segment) => {
    const share = quantity(segment);
    if (share <= 0) return [];
    const x = (segment.start_s - startS) * perSecond;
    return [
      { x, width: Math.max(1, (segment.end_s - segment.start_s) * perSecond - 0.5), height: height(share) },
    ];
  });
}

/** The average of each pixel column, by how long each segment is heard in it. */
function columns(
  segments: readonly Segment[],
  { startS, spanS, widthPx }: Sight,
  quantity: (segment: Segment) => number,
  height: (share: number) => number,
): Bar[] {
  const count = Math.ceil(widthPx);
  const [sums, heard] = [new Float64Array(count), new Float64Array(count)];
  for (const segment of segments) {
    const from = Math.max(0, ((segment.start_s - startS) / spanS) * widthPx);
    const to = Math.min(count, ((segment.end_s - startS) / spanS) * widthPx);
    const share = quantity(segment);
    for (let column = Math.floor(from); column < to; column += 1) {
      const part = Math.min(to, column + 1) - Math.max(from, column);
      sums[column] = (sums[column] ?? 0) + share * part;
      heard[column] = (heard[column] ?? 0) + part;
    }
  }
  return Array.from(sums).flatMap((sum, column) =>
    sum > 0 ? [{ x: column, width: 1, height: height(sum / (heard[column] ?? 1)) }] : [],
  );
}

const STEPS_S = [0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Round moments for the axis, about `most` of them. */
export function ticks(startS: number, spanS: number, most = 5): number[] {
  const step = STEPS_S.find((each) => spanS / each <= most) ?? 7200;
  const first = Math.ceil(startS / step - 1e-9);
  const last = Math.floor((startS + spanS) / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, place) => Math.round((first + place) * step * 10) / 10);
}
