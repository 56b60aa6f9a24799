/** Comparing readings in numbers. */

import type { Analysis, Result, Segment } from "@/api/generated/undertone";
import type { EmotionScores, Stream } from "@/lib/emotions";
import { segmentsBetween } from "@/lib/segment-times";

export const FEWEST = 2;
export const MOST = 4;

/** What is compared. The first is what the others are held against. */
export type Subject = { letter: string; analysis: Analysis; result: Result };

const LETTERS = ["A", "B", "C", "D"];

export const letterOf = (place: number): string => LETTERS[place] ?? "";

/** The analyses that the address names, each once. */
export const idsOf = (params: URLSearchParams): string[] =>
  [...new Set((params.get("ids") ?? "").split(",").filter(Boolean))].slice(0, MOST);

export const overallScores = ({ result }: Subject, stream: Stream): EmotionScores | null =>
  result.overall?.scores[stream] ?? null;

/** Every emotion that any of them knows, the first one's order first. */
export const allLabels = (subjects: readonly Subject[]): string[] => [
  ...new Set(
    subjects.flatMap(({ result }) => [
      ...(result.model?.labels ?? []),
      ...Object.keys(result.overall?.scores.fused ?? {}),
    ]),
  ),
];

/** By how much each emotion is stronger than in the base; null where either does not know it. */
export const scoreDifference = (
  scores: EmotionScores | null,
  base: EmotionScores | null,
  label: string,
): number | null => {
  const [own, other] = [scores?.[label], base?.[label]];
  return own === undefined || other === undefined ? null : own - other;
};

export type Change = { label: string; difference: number };

export type Distance = {
  /** Half the sum of all differences: what would have to move (the total variation distance). */
  moved: number;
  /** The largest first. */
  changes: readonly Change[];
};

/** How far two readings are apart; an emotion that one of them does not know counts as none of it. */
export function distanceOf(scores: EmotionScores, base: EmotionScores, labels: readonly string[]): Distance {
  const changes = labels
    .map((label) => ({ label, difference: (scores[label] ?? 0) - (base[label] ?? 0) }))
    .toSorted((one, other) => Math.abs(other.difference) - Math.abs(one.difference));
  return { moved: changes.reduce((sum, { difference }) => sum + Math.abs(difference), 0) / 2, changes };
}

const lengthOf = ({ start_s, end_s }: Segment): number => end_s - start_s;

/** The share of the speaking time that reads as each emotion. */
export function speakingShares(segments: readonly Segment[]): EmotionScores {
  const total = segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
  const shares: Record<string, number> = {};
  for (const segment of segments)
    shares[segment.top] = (shares[segment.top] ?? 0) + lengthOf(segment) / (total || 1);
  return shares;
}

const overlap = (one: Segment, other: Segment): number =>
  Math.min(one.end_s, other.end_s) - Math.max(one.start_s, other.start_s);

/** Of another analysis of the same recording: the segment that shares the most time with this one. */
export function counterpart(segment: Segment, others: readonly Segment[]): Segment | null {
  const touching = segmentsBetween(others, segment.start_s, segment.end_s);
  return touching.reduce<Segment | null>(
    (best, each) => (!best || overlap(segment, each) > overlap(segment, best) ? each : best),
    null,
  );
}

/** A segment of the first analysis, and what each of the others has at that time. */
export type Row = { base: Segment; others: readonly (Segment | null)[]; differs: boolean };

export const alignSegments = (base: Result, others: readonly Result[]): Row[] =>
  base.segments.map((segment) => {
    const matched = others.map((other) => counterpart(segment, other.segments));
    return { base: segment, others: matched, differs: matched.some((each) => each?.top !== segment.top) };
  });

export type Agreement = { same: number; all: number; share: number };

/** How often, and for how much of the speaking time, one of the others reads the same emotion as the first. */
export function agreement(rows: readonly Row[], place: number): Agreement {
  const agreeing = rows.filter(({ base, others }) => others[place]?.top === base.top);
  const time = (some: readonly Row[]) => some.reduce((sum, { base }) => sum + lengthOf(base), 0);
  return { same: agreeing.length, all: rows.length, share: time(agreeing) / (time(rows) || 1) };
}

export const isSameRecording = (subjects: readonly Subject[]): boolean =>
  new Set(subjects.map(({ analysis }) => analysis.recording)).size === 1;
