/** How a reading is put into words. It "reads as": the product reads expressed emotion, it does not know feelings. */

import type { StreamScores } from "@/lib/emotions";
import { emotionName, strongest } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";

export type Reading = {
  scores: StreamScores;
  top: string | null;
  set: readonly string[];
  reasons: readonly string[];
  /** Of a whole recording: from and to of each fused share, nine times out of ten. */
  interval?: Readonly<Record<string, readonly number[]>> | null;
};

/** From here on, one emotion holds more than half of what was read. */
const MOST = 0.5;

const either = new Intl.ListFormat("en", { type: "disjunction" });

const headline = ({ top, scores }: Reading): string => {
  const probability = top ? (scores.fused?.[top] ?? 0) : 0;
  if (!top) return "Nothing to read.";
  return `Reads as ${probability >= MOST ? "mostly " : ""}${top} (${formatPercent(probability)}).`;
};

function streamsSentence({ voice, words }: StreamScores): string {
  const heard = strongest(voice)?.name;
  const said = strongest(words)?.name;
  if (heard && said) {
    return heard === said
      ? `Voice and words both read as ${heard}.`
      : `Voice reads as ${heard}, words read as ${said}.`;
  }
  if (heard) return `Voice reads as ${heard}; the words could not be read.`;
  if (said) return `Words read as ${said}; the voice could not be read.`;
  return "";
}

/** "Reads as mostly sad (62 %). Voice reads as sad, words read as neutral." */
export const readingSentence = (reading: Reading): string =>
  [headline(reading), reading.top ? streamsSentence(reading.scores) : ""].filter(Boolean).join(" ");

export const isUnsure = (reading: Pick<Reading, "set" | "reasons">): boolean =>
  reading.set.length > 1 || reading.reasons.length > 0;

/** A longer list of candidates says no more than its length does. */
const NAMED_AT_MOST = 3;

/** "Could be sad or neutral" when the prediction set holds more than one emotion. */
export function alternativesWords(set: readonly string[]): string {
  if (set.length > NAMED_AT_MOST) return `Could be any of ${set.length} emotions`;
  return set.length > 1 ? `Could be ${either.format(set)}` : "";
}

export const chipWords = (name: string, probability: number | undefined): string =>
  probability === undefined ? emotionName(name) : `${emotionName(name)} ${formatPercent(probability)}`;
