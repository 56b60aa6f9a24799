/** How a reading is put into words. It "reads as": the product reads expressed emotion, it does not know feelings. */

import type { StreamScores } from "@/lib/emotions";
import { emotionName, emotionWord, strongest } from "@/lib/emotions";
import { capitalised, formatAll, formatEither, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

export type Reading = {
  scores: StreamScores;
  top: string | null;
  set: readonly string[];
  reasons: readonly string[];
  /** While somebody speaks: the words of this sentence have not been recognised yet. */
  wordsToCome?: boolean;
  /** Of a whole recording: from and to of each fused share, nine times out of ten. */
  interval?: Readonly<Record<string, readonly number[]>> | null;
};

/** From here on, one emotion holds more than half of what was read. */
const MOST = 0.5;

const headline = ({ top, scores }: Reading): string => {
  if (!top) return t("reading.nothing");
  const probability = scores.fused?.[top] ?? 0;
  return t(probability >= MOST ? "reading.readsMostly" : "reading.readsAs", {
    emotion: emotionWord(top),
    share: formatPercent(probability),
  });
};

const APART = ["voice", "words", "face"] as const;

/** Where a face was read, too: "The face reads as happy and the voice reads as sad." */
function facesSentence(scores: StreamScores): string {
  const told = APART.flatMap((stream) => {
    const name = strongest(scores[stream])?.name;
    return name === undefined ? [] : [{ stream, emotion: emotionWord(name) }];
  });
  const [first] = told;
  if (first && told.length > 1 && told.every(({ emotion }) => emotion === first.emotion)) {
    const streams = formatAll(told.map(({ stream }) => t(`reading.the.${stream}`)));
    return `${capitalised(t("reading.allRead", { streams, emotion: first.emotion }))}.`;
  }
  return `${capitalised(formatAll(told.map(({ stream, emotion }) => t(`reading.streamReads.${stream}`, { emotion }))))}.`;
}

/** "Voice reads as sad, words read as neutral." */
export function streamsSentence(scores: StreamScores): string {
  if (scores.face) return facesSentence(scores);
  const [heard, said] = [strongest(scores.voice), strongest(scores.words)];
  const voice = emotionWord(heard?.name ?? "");
  const words = emotionWord(said?.name ?? "");
  if (heard && said) {
    return heard.name === said.name
      ? t("reading.bothRead", { emotion: voice })
      : t("reading.eachReads", { voice, words });
  }
  if (heard && scores.face === null) return t("reading.faceUnseen", { voice });
  if (heard) return t("reading.voiceOnly", { voice });
  return said ? t("reading.wordsOnly", { words }) : "";
}

const wordsToComeSentence = ({ voice }: StreamScores): string =>
  t("reading.wordsToCome", { voice: emotionWord(strongest(voice)?.name ?? "") });

/** "Reads as mostly sad (62 %). Voice reads as sad, words read as neutral." */
export function readingSentence(reading: Reading): string {
  const { scores, top, wordsToCome } = reading;
  if (!top) return headline(reading);
  return `${headline(reading)} ${wordsToCome && scores.voice ? wordsToComeSentence(scores) : streamsSentence(scores)}`;
}

export const isUnsure = (reading: Pick<Reading, "set" | "reasons">): boolean =>
  reading.set.length > 1 || reading.reasons.length > 0;

/** A longer list of candidates says no more than its length does. */
const NAMED_AT_MOST = 3;

/** "Could be sad or neutral" when the prediction set holds more than one emotion. */
export function alternativesWords(set: readonly string[]): string {
  if (set.length > NAMED_AT_MOST) return t("reading.couldBeAny", { count: set.length });
  return set.length > 1 ? t("reading.couldBe", { emotions: formatEither(set.map(emotionWord)) }) : "";
}

export const chipWords = (name: string, probability: number | undefined): string =>
  probability === undefined ? emotionName(name) : `${emotionName(name)} ${formatPercent(probability)}`;
