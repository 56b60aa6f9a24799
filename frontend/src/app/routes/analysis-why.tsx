import type { Analysis, Peaks, Segment } from "@/api/generated/undertone";
import { ExplanationPanel } from "@/features/explanation/explanation-panel";
import { useExplanation } from "@/features/explanation/use-explanation";
import type { Why } from "@/features/transcript/segment-row";
import type { Playback } from "@/lib/playback";
import { isActive } from "@/lib/stages";

type WhyOptions = {
  analysis: Analysis;
  segment: Segment | null;
  peaks: Peaks | undefined;
  playback: Playback;
};

/** What the segment's reading rests on, in a panel and as weights; only an analysis that has ended can tell. */
export function useWhy({ analysis, segment, peaks, playback }: WhyOptions): Why | null {
  const explained = isActive(analysis.status) ? null : segment;
  const explanation = useExplanation(analysis.id, explained);
  if (!explained || !explanation) return null;
  return {
    panel: <ExplanationPanel segment={explained} {...{ explanation, peaks, playback }} />,
    weights: explanation.state === "made" ? explanation.weights : null,
  };
}
