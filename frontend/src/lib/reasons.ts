/** Why a reading is unsure: the engine's stable codes in words. The terminal uses the same ones. */

import { formatFrequency } from "@/lib/format";

const REASONS: Readonly<Record<string, string>> = {
  too_short: "too little speech to be sure",
  noisy: "the sound is noisy",
  clipped: "the sound is clipped",
  narrow_band: "the sound lacks high tones, as on a telephone",
  unfamiliar_voice: "the voice is unlike those the model was trained on",
  no_speech: "no speech was found",
  no_words: "no words were recognised",
  low_asr_confidence: "the words are uncertain",
  disagreement: "voice and words disagree",
  close_call: "a close call",
  language_not_covered: "the words model does not cover this language",
};

export const reasonWords = (code: string): string => REASONS[code] ?? code.replaceAll("_", " ");

/** What a reason means for the reading, where its few words do not say so. */
export function reasonNotes(codes: readonly string[], bandwidthHz?: number | null): string[] {
  const notes: Readonly<Record<string, string>> = {
    unfamiliar_voice:
      "This voice or recording is unlike what the model was trained on, so the reading is held closer to even.",
    narrow_band: `Sound is cut off above ${bandwidthHz ? `about ${formatFrequency(bandwidthHz)}` : "a few kHz"}, as on a telephone.`,
  };
  return codes.flatMap((code) => notes[code] ?? []);
}

/** "a close call and the sound is noisy" */
export const reasonsWords = (codes: readonly string[]): string =>
  new Intl.ListFormat("en", { type: "conjunction" }).format(codes.map(reasonWords));
