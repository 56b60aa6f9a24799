import type { EmotionScores } from "@/lib/emotions";

/**
 * Sums of the fused shares by the tone that an emotion's name has in everyday use. No more than that: the models know
 * categories, and no scale from unpleasant to pleasant was ever measured.
 */
const PLEASANT: ReadonlySet<string> = new Set(["happy", "excited", "calm"]);
const UNPLEASANT: ReadonlySet<string> = new Set([
  "sad",
  "angry",
  "fearful",
  "disgust",
  "bored",
  "frustrated",
  "contempt",
]);

export const TONES = ["pleasant", "neither", "unpleasant"] as const;

export type Tone = (typeof TONES)[number];

/** Surprise may be either, and neutral is neither. */
export const toneOf = (label: string): Tone =>
  PLEASANT.has(label) ? "pleasant" : UNPLEASANT.has(label) ? "unpleasant" : "neither";

export type Balance = Readonly<Record<Tone, { share: number; labels: string[] }>>;

export function balanceOf(scores: EmotionScores): Balance {
  const balance: Record<Tone, { share: number; labels: string[] }> = {
    pleasant: { share: 0, labels: [] },
    neither: { share: 0, labels: [] },
    unpleasant: { share: 0, labels: [] },
  };
  for (const [label, share] of Object.entries(scores)) {
    const tone = balance[toneOf(label)];
    tone.share += share;
    tone.labels.push(label);
  }
  return balance;
}
