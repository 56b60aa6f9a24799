import type { Segment } from "@/api/generated/undertone";
import type { Stream } from "@/lib/emotions";
import type { Bar } from "@/lib/time-bars";

/** One lane per emotion; a bar rises from its floor as high as the emotion was probable in that segment. */

export const LANE_PX = 22;
const HEADROOM_PX = 3;

export const laneBars = (segments: readonly Segment[], stream: Stream, label: string, lane: number): Bar[] =>
  segments.flatMap((segment) => {
    const share = segment.scores[stream]?.[label];
    if (share === undefined || share <= 0) return [];
    const bottom = (lane + 1) * LANE_PX;
    return [
      {
        startS: segment.start_s,
        endS: segment.end_s,
        top: bottom - share * (LANE_PX - HEADROOM_PX),
        bottom,
      },
    ];
  });

export const segmentAt = (segments: readonly Segment[], timeS: number): Segment | undefined =>
  segments.find((segment) => segment.start_s <= timeS && timeS <= segment.end_s);

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Round moments for the axis, about five of them. */
export function ticks(durationS: number): number[] {
  const step = STEPS_S.find((each) => durationS / each <= 5) ?? 7200;
  return Array.from({ length: Math.floor(durationS / step) + 1 }, (_, index) => index * step);
}
