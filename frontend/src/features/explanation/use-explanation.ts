import type { Result, Segment } from "@/api/generated/undertone";
import { useAnalysesResultRetrieve } from "@/api/generated/undertone";
import type { Weights } from "@/lib/explanation";
import { weigh } from "@/lib/explanation";

/** How an explanation stands. */
export type ExplanationState =
  | { state: "making"; made: number; of: number }
  | { state: "refused"; message: string }
  | { state: "failed"; message: string; retry: () => void }
  | { state: "made"; weights: Weights };

const POLL_MS = 1500;
const POLL_MS_PER_SEGMENT = 10; // the answer holds them all: a long one is asked for less often

const NOT_EXPLAINABLE = "not_explainable";

/** The weights of a segment's parts, once they are there and of the very words it has now. */
function weightsOf(result: Result | undefined, segment: Segment): Weights | null {
  const explanation = result?.segments.find(({ index }) => index === segment.index)?.explanation;
  if (!explanation || explanation.label !== segment.top) return null;
  if (explanation.words?.some(({ text }, place) => text !== segment.words[place]?.text)) return null;
  return weigh(explanation, segment.scores.fused?.[explanation.label] ?? 0);
}

const pollMs = (result: Result | undefined): number =>
  Math.max(POLL_MS, (result?.segments.length ?? 0) * POLL_MS_PER_SEGMENT);

/** What the reading of a segment rests on: asked for when it is wanted, and made by the worker meanwhile. */
export function useExplanation(analysisId: string, segment: Segment | null): ExplanationState | null {
  const { data, error, refetch } = useAnalysesResultRetrieve(
    analysisId,
    { explain: true },
    {
      query: {
        enabled: segment !== null,
        refetchInterval: ({ state }) =>
          segment && !state.error && state.data?.explanations !== "failed" && !weightsOf(state.data, segment)
            ? pollMs(state.data)
            : false,
      },
    },
  );
  if (!segment) return null;
  const weights = weightsOf(data, segment);
  if (weights) return { state: "made", weights };
  const retry = () => void refetch();
  if (error) return { state: "failed", message: error.message, retry };
  if (data?.explanations === "failed") {
    const message = data.explanations_error?.message ?? "The reason is not known.";
    return data.explanations_error?.code === NOT_EXPLAINABLE
      ? { state: "refused", message }
      : { state: "failed", message, retry };
  }
  const segments = data?.segments ?? [];
  return {
    state: "making",
    made: segments.filter(({ explanation }) => explanation !== undefined).length,
    of: segments.length,
  };
}
