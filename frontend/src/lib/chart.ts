import type { ComponentType, Ref } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Playback } from "@/lib/playback";
import type { Reading } from "@/lib/reading";
import type { TimeView } from "@/lib/time-view";

/** All that a chart may ask for; each takes what it needs. */
export type ChartProps = {
  /** In time order; none where nobody speaks. */
  segments: readonly Segment[];
  /** The model's emotions, in its order. */
  labels: readonly string[];
  /** The stretch of time in sight, the same for all charts of time. */
  view: TimeView;
  playback: Playback;
  selected: Segment | null;
  onSelect: (segment: Segment | null) => void;
  /** The segment being played or chosen, or the whole recording. */
  reading: Reading;
  /** The segment that the reading is of; null for the whole. */
  shownSegment: Segment | null;
  /** What the reading is of: "Whole recording", "Segment 3, 0:12 to 0:15". */
  subject: string;
  /** Whether the reading changes by itself as the sound plays: it is then not announced each time. */
  following: boolean;
  /** Where a chart that can be saved as a picture leaves its drawing. */
  drawing?: Ref<SVGSVGElement>;
};

export type Chart = {
  /** Its kind; also where the name of its region stands in the texts. */
  id: "timeline" | "radar";
  /** Below the waveform, on its time axis, or beside the transcript, as a picture of one reading. */
  place: "time" | "reading";
  View: ComponentType<ChartProps>;
};
