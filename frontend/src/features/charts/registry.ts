/** The charts of the Analysis page, in their order. A further one is a file of its own and a line here. */

import { RadarPanel } from "@/features/radar/radar-panel";
import { Timeline } from "@/features/timeline/timeline";
import type { Chart } from "@/lib/chart";

export const CHARTS: readonly Chart[] = [
  { id: "timeline", place: "time", View: Timeline },
  { id: "radar", place: "reading", View: RadarPanel },
];
