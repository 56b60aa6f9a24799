import type { Explanation, Segment, SegmentExplanation } from "@/api/generated/undertone";
import { useAnalysesSegmentsExplanationRetrieve } from "@/api/generated/undertone";
import { errorWords, problemWords } from "@/lib/error-words";
import type { Weights } from "@/lib/explanation";
import { weigh } from "@/lib/explanation";
import { t } from "@/lib/texts";

/** How an explanation stands. */
export type ExplanationState =
  | { state: "making" }
  | { state: "refused"; message: string }
  | { state: "failed"; message: string; retry: () => void }
  | { state: "made"; weights: Weights };

const POLL_MS = 1000;

const NOT_EXPLAINABLE = "not_explainable";

/** The weights of a segment's parts, if they are of the very words and the very answer that it has now. */
function weightsOf(explanation: Explanation | null | undefined, segment: Segment): Weights | null {
  if (!explanation || explanation.label !== segment.top) return null;
  if (explanation.words?.some(({ text }, place) => text !== segment.words[place]?.text)) return null;
  return weigh(explanation, segment.scores.fused?.[explanation.label] ?? 0);
}

const isWaiting = (answer: SegmentExplanation | undefined, segment: Segment): boolean =>
  answer?.status !== "failed" && !weightsOf(answer?.explanation, segment);

/** What the reading of a segment rests on: asked for when it is wanted, and made by the worker before any other. */
export function useExplanation(analysisId: string, segment: Segment | null): ExplanationState | null {
  const { data, error, refetch } = useAnalysesSegmentsExplanationRetrieve(analysisId, segment?.index ?? 0, {
    query: {
      enabled: segment !== null,
      refetchInterval: ({ state }) =>
        segment && !state.error && isWaiting(state.data, segment) ? POLL_MS : false,
    },
  });
  if (!segment) return null;
  const weights = weightsOf(data?.explanation, segment);
  if (weights) return { state: "made", weights };
  const retry = () => void refetch();
  if (error) return { state: "failed", message: errorWords(error), retry };
  if (data?.status !== "failed") return { state: "making" };
  const message = data.error ? problemWords(data.error.code, data.error.message) : t("explanation.unknown");
  return data.error?.code === NOT_EXPLAINABLE
    ? { state: "refused", message }
    : { state: "failed", message, retry };
}
