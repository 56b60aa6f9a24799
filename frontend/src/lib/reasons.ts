/** Why a reading is unsure: the engine's stable codes in words. In English, the terminal uses the same ones. */

import { formatAll, formatFrequency } from "@/lib/format";
import { t, textOfCode } from "@/lib/texts";

export const reasonWords = (code: string): string =>
  textOfCode("reading.reason", code) ?? code.replaceAll("_", " ");

const narrowBandNote = (bandwidthHz: number | null | undefined): string =>
  bandwidthHz
    ? t("reading.note.narrowBand", { frequency: formatFrequency(bandwidthHz) })
    : t("reading.note.narrowBandFew");

const DISAGREEMENTS: ReadonlySet<string> = new Set(["disagreement", "face_disagrees"]);

/** Whether a reason says that one stream reads otherwise than another. */
export const isDisagreement = (code: string): boolean => DISAGREEMENTS.has(code);

export const disagrees = ({ reasons }: { reasons: readonly string[] }): boolean =>
  reasons.some(isDisagreement);

/** "Voice and words disagree", or the face, or all three. */
export function disagreementWords({ reasons }: { reasons: readonly string[] }): string {
  const [words, face] = [reasons.includes("disagreement"), reasons.includes("face_disagrees")];
  if (words && face) return t("transcript.allDisagree");
  return t(words ? "transcript.disagree" : "transcript.faceDisagrees");
}

/** What a reason means for the reading, where its few words do not say so. */
export const reasonNotes = (codes: readonly string[], bandwidthHz?: number | null): string[] =>
  codes.flatMap((code) => {
    if (code === "unfamiliar_voice") return [t("reading.note.unfamiliarVoice")];
    return code === "narrow_band" ? [narrowBandNote(bandwidthHz)] : [];
  });

/** "a close call and the sound is noisy" */
export const reasonsWords = (codes: readonly string[]): string => formatAll(codes.map(reasonWords));
