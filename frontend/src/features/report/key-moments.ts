import type { Segment } from "@/api/generated/undertone";
import { disagrees } from "@/lib/reasons";

/** The moments of a recording that a page of paper has room for. */

export type KeyMoment = { segment: Segment; why: "strong" | "disagreement" | "change" };

const PLAIN: ReadonlySet<string> = new Set(["neutral", "calm"]);

const probability = (segment: Segment): number => segment.scores.fused?.[segment.top] ?? 0;

/** How far a segment stands out: feeling clearly read first, then voice and words at odds, then a turn of mood. */
function rank(segment: Segment, before: Segment | undefined): KeyMoment & { weight: number } {
  const strength = PLAIN.has(segment.top) ? 0 : probability(segment);
  const turns = before !== undefined && before.top !== segment.top;
  const odds = disagrees(segment);
  const why = odds ? "disagreement" : turns && strength < 0.5 ? "change" : "strong";
  return { segment, why, weight: strength + (odds ? 0.25 : 0) + (turns ? 0.15 : 0) };
}

/** At most so many, in the order of time; all of them where there are few. */
export function keyMoments(segments: readonly Segment[], most: number): KeyMoment[] {
  return segments
    .map((segment, index) => rank(segment, segments[index - 1]))
    .sort((one, other) => other.weight - one.weight)
    .slice(0, most)
    .sort((one, other) => one.segment.index - other.segment.index)
    .map(({ segment, why }) => ({ segment, why }));
}
