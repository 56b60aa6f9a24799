import type { Segment } from "@/api/generated/undertone";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { segmentIndexAt } from "@/lib/segment-times";

/** An element that was sent to a moment may stand a hair before it. */
const JUST_BEFORE_S = 0.05;

/** The segment at this moment; none where nobody speaks. */
export const useShownSegment = (segments: readonly Segment[], playback: Playback): Segment | undefined =>
  segments[usePlayback(playback, ({ time }) => segmentIndexAt(segments, time + JUST_BEFORE_S))];
