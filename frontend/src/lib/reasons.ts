/** Why a reading is unsure: the engine's stable codes in words. The terminal uses the same ones. */

const REASONS: Readonly<Record<string, string>> = {
  too_short: "too little speech to be sure",
  noisy: "the sound is noisy",
  clipped: "the sound is clipped",
  no_speech: "no speech was found",
  no_words: "no words were recognised",
  low_asr_confidence: "the words are uncertain",
  disagreement: "voice and words disagree",
  close_call: "a close call",
  language_not_covered: "the words model does not cover this language",
};

export const reasonWords = (code: string): string => REASONS[code] ?? code.replaceAll("_", " ");

/** "a close call and the sound is noisy" */
export const reasonsWords = (codes: readonly string[]): string =>
  new Intl.ListFormat("en", { type: "conjunction" }).format(codes.map(reasonWords));
