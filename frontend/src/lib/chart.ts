import type { ComponentType, Ref } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Playback } from "@/lib/playback";
import type { Reading } from "@/lib/reading";

/** All that a chart may ask for; each takes what it needs. */
export type ChartProps = {
  /** In time order; none where nobody speaks. */
  segments: readonly Segment[];
  /** The model's emotions, in its order. */
  labels: readonly string[];
  durationS: number;
  playback: Playback;
  selected: Segment | null;
  onSelect: (segment: Segment | null) => void;
  /** The chosen segment, or the whole recording. */
  reading: Reading;
  /** What the reading is of: "Whole recording", "Segment 3, 0:12 to 0:15". */
  subject: string;
  /** Where a chart that can be saved as a picture leaves its drawing. */
  drawing?: Ref<SVGSVGElement>;
};

export type Chart = {
  /** The name of its region, as screen readers say it. */
  name: string;
  /** Below the waveform, on its time axis, or beside the transcript, as a picture of one reading. */
  place: "time" | "reading";
  View: ComponentType<ChartProps>;
};
