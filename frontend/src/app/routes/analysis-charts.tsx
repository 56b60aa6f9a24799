import type { RefObject } from "react";

import type { Result, Segment } from "@/api/generated/undertone";
import { radarSubject, useFollowed } from "@/app/routes/analysis-selection";
import { CHARTS } from "@/features/charts/registry";
import type { Chart, ChartProps } from "@/lib/chart";

type Shared = Omit<ChartProps, "reading" | "subject" | "shownSegment" | "drawing">;

type PlaceProps = Shared & {
  place: Chart["place"];
  result: Result;
  drawing: RefObject<SVGSVGElement | null>;
};

/** The charts of one place. They alone are drawn anew when another segment is heard. */
export const Charts = ({ place, result, ...props }: PlaceProps) => {
  const { segments, playback, selected, following } = props;
  const followed = useFollowed(segments, playback, following && place === "reading");
  const shown = followed ?? radarSubject(result, selected);
  if (!shown) return null;
  return CHARTS.filter((chart) => chart.place === place).map(({ id, View }) => (
    <View key={id} {...props} {...shown} following={followed !== null} />
  ));
};

export const labelsOf = (result: Result, newest: Segment | undefined): readonly string[] =>
  result.model?.labels ?? Object.keys(result.overall?.scores.fused ?? newest?.scores.fused ?? {});
