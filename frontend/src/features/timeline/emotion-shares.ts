import type { Segment } from "@/api/generated/undertone";
import type { Stream } from "@/lib/emotions";
import { strongest } from "@/lib/emotions";

/** How much of the speech reads as one emotion: the timeline in numbers. */
export type EmotionShare = {
  label: string;
  /** Seconds of the segments in which it is the strongest. */
  timeS: number;
  /** Of all speech that could be read. */
  share: number;
  segments: number;
  /** The longest run of segments in a row. */
  longestS: number;
};

/** One row per emotion, in the model's order. */
export function emotionShares(
  segments: readonly Segment[],
  labels: readonly string[],
  stream: Stream,
): EmotionShare[] {
  const rows = new Map(
    labels.map((label): [string, EmotionShare] => [
      label,
      { label, timeS: 0, share: 0, segments: 0, longestS: 0 },
    ]),
  );
  let [runLabel, runS, spokenS] = ["", 0, 0];
  for (const segment of segments) {
    const label = strongest(segment.scores[stream])?.name ?? "";
    const lengthS = segment.end_s - segment.start_s;
    const row = rows.get(label);
    runS = label === runLabel ? runS + lengthS : lengthS;
    runLabel = label;
    if (!row) continue;
    spokenS += lengthS;
    row.timeS += lengthS;
    row.segments += 1;
    row.longestS = Math.max(row.longestS, runS);
  }
  return [...rows.values()].map((row) => ({ ...row, share: spokenS > 0 ? row.timeS / spokenS : 0 }));
}
