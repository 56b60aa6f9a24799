/**
 * Why a segment reads as it does, in percentage points. The site tells by how much the logarithm of the answer's
 * probability falls when a part is taken away; people understand "without it, 3 % instead of 52 %".
 */

import type { Explanation } from "@/api/generated/undertone";
import { emotionWord } from "@/lib/emotions";
import { formatMoment, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

/** A part of the answer: what the answer would have without it, and the points that it gives (or, below 0, takes). */
export type Weight = { without: number; points: number };

export type WordWeight = Weight & { text: string };

export type StretchWeight = Weight & { startS: number; endS: number };

export type Weights = {
  label: string;
  /** The answer's probability with everything in place. */
  share: number;
  /** In the order of the segment's words; null where the words could not speak. */
  words: readonly WordWeight[] | null;
  voice: readonly StretchWeight[];
};

/** Fewer points than this are not worth a sentence, nor a figure beside a word. */
export const MATTERS = 0.03;

/** The weakest part that is drawn at full strength: a segment in which nothing matters must not look dramatic. */
const FULL_STRENGTH_AT_LEAST = 0.1;

function weight(share: number, effect: number): Weight {
  const without = Math.min(1, share * Math.exp(-effect));
  return { without, points: share - without };
}

export const weigh = ({ label, words, voice }: Explanation, share: number): Weights => ({
  label,
  share,
  words: words && words.map(({ text, effect }) => ({ text: text.trim(), ...weight(share, effect) })),
  voice: voice.map(({ start_s, end_s, effect }) => ({
    startS: start_s,
    endS: end_s,
    ...weight(share, effect),
  })),
});

/** What is drawn at full strength among these parts. */
export const fullStrength = (parts: readonly Weight[]): number =>
  Math.max(FULL_STRENGTH_AT_LEAST, ...parts.map(({ points }) => Math.abs(points)));

const most = <W extends Weight>(parts: readonly W[], sign: 1 | -1): W | undefined =>
  parts
    .filter(({ points }) => points * sign >= MATTERS)
    .toSorted((one, other) => sign * (other.points - one.points))[0];

function wordSentences({ label, share, words }: Weights): string[] {
  if (!words) return [t("explanation.voiceAlone")];
  const speaker = most(words, 1);
  const opponent = most(words, -1);
  return [
    speaker &&
      t("explanation.wordFor", {
        word: speaker.text,
        emotion: emotionWord(label),
        without: formatPercent(speaker.without),
        share: formatPercent(share),
      }),
    opponent &&
      t("explanation.wordAgainst", { word: opponent.text, without: formatPercent(opponent.without) }),
  ].filter((sentence) => sentence !== undefined);
}

const moments = ({ startS, endS, without }: StretchWeight) => ({
  from: formatMoment(startS),
  to: formatMoment(endS),
  without: formatPercent(without),
});

function voiceSentences({ label, voice }: Weights): string[] {
  const speaker = most(voice, 1);
  const opponent = most(voice, -1);
  if (!speaker && !opponent) return [t("explanation.noMoment")];
  return [
    speaker && t("explanation.voiceFor", { emotion: emotionWord(label), ...moments(speaker) }),
    opponent && t("explanation.voiceAgainst", moments(opponent)),
  ].filter((sentence) => sentence !== undefined);
}

/** The explanation in plain sentences, the weightiest part of each kind first. */
export function explanationSentences(weights: Weights): string[] {
  const parts = [...(weights.words ?? []), ...weights.voice];
  if (parts.some(({ points }) => Math.abs(points) >= MATTERS))
    return [...wordSentences(weights), ...voiceSentences(weights)];
  return [
    ...(weights.words ? [] : wordSentences(weights)),
    t(weights.words ? "explanation.nothingAlone" : "explanation.noMomentAlone"),
  ];
}
