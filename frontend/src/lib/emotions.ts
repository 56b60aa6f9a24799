import { capitalised } from "@/lib/format";
import { t, textOfCode } from "@/lib/texts";

/** The emotion vocabulary of the page: name, hue and shape, so that colour never speaks alone. */

export const EMOTIONS = [
  "neutral",
  "calm",
  "happy",
  "sad",
  "angry",
  "fearful",
  "disgust",
  "surprised",
  "bored",
  "frustrated",
  "excited",
  "contempt",
] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** What a stream says: probability by emotion name. */
export type EmotionScores = Readonly<Record<string, number>>;

export const STREAMS = ["voice", "words", "face", "fused"] as const;

export type Stream = (typeof STREAMS)[number];

/** Only models of faces tell of one; null is a stream that could not be read. */
export type StreamScores = Readonly<Record<Exclude<Stream, "face">, EmotionScores | null>> & {
  readonly face?: EmotionScores | null;
};

/** The streams that readings tell of. Models of faces may read no words at all, and not even the voice. */
export function streamsOf(readings: readonly StreamScores[]): Stream[] {
  const faces = readings.some(({ face }) => face !== undefined);
  const told = (stream: Stream): boolean => readings.some((each) => (each[stream] ?? null) !== null);
  return STREAMS.filter((stream) => {
    if (stream === "fused") return true;
    return stream === "face" ? faces : !faces || told(stream);
  });
}

/** Asked anew each time: the language may change. */
export const STREAM_NAMES: Readonly<Record<Stream, string>> = {
  get voice() {
    return t("emotions.stream.voice");
  },
  get words() {
    return t("emotions.stream.words");
  },
  get face() {
    return t("emotions.stream.face");
  },
  get fused() {
    return t("emotions.stream.fused");
  },
};

/** A model may bring a label this page has no hue for; it then looks neutral and keeps its own name. */
export const isEmotion = (name: string): name is Emotion => (EMOTIONS as readonly string[]).includes(name);

export const emotionToken = (name: string): string => `--emotion-${isEmotion(name) ? name : "neutral"}`;

export const emotionHue = (name: string): string => `var(${emotionToken(name)})`;

/** Within a sentence: "sad". */
export const emotionWord = (name: string): string => textOfCode("emotions.name", name) ?? name;

/** Standing alone: "Sad". */
export const emotionName = (name: string): string => capitalised(emotionWord(name));

/** One shape per emotion on a 12 x 12 grid. */
const SHAPES: Readonly<Record<Emotion, string>> = {
  neutral: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9ZM6 4a2 2 0 1 1 0 4a2 2 0 1 1 0-4Z",
  calm: "M1 6.500c1.700-3 3.300-3 5 0s3.300 3 5 0v3c-1.700 3-3.300 3-5 0s-3.300-3-5 0Z",
  happy: "M1 5.500h10a5 5 0 0 1-10 0Z",
  sad: "M6 1c2.200 3 3.700 4.700 3.700 6.600a3.700 3.700 0 0 1-7.400 0C2.300 5.700 3.800 4 6 1Z",
  angry: "M6 1l5.200 9.500H.800Z",
  fearful: "M1 3l2.500 4L6 3l2.500 4L11 3v4L8.500 11 6 7l-2.500 4L1 7Z",
  disgust: "M6 1l4.400 2.500v5L6 11 1.600 8.500v-5Z",
  surprised: "M6 .500l1.400 4.100L11.500 6 7.400 7.400 6 11.500 4.600 7.400.500 6l4.100-1.400Z",
  bored: "M1 4.500h10v3H1Z",
  frustrated:
    "M2.800 1L6 4.200 9.200 1 11 2.800 7.800 6 11 9.200 9.200 11 6 7.800 2.800 11 1 9.200 4.200 6 1 2.800Z",
  excited: "M6 1l5 4.500H8.500L11 11H1l2.500-5.500H1Z",
  contempt: "M1 9.500L11 2.500v7Z",
};

export const emotionShape = (name: string): string => SHAPES[isEmotion(name) ? name : "neutral"];

/** Labels in the order of the model that gave the scores. */
export const scoreLabels = (scores: StreamScores): string[] =>
  Object.keys(scores.fused ?? scores.voice ?? scores.words ?? scores.face ?? {});

/** The strongest emotion of a stream and its probability, or null when the stream could not speak. */
export function strongest(
  scores: EmotionScores | null | undefined,
): { name: string; probability: number } | null {
  let best: { name: string; probability: number } | null = null;
  for (const [name, probability] of Object.entries(scores ?? {})) {
    if (!best || probability > best.probability) best = { name, probability };
  }
  return best;
}
