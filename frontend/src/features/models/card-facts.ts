import type { ModelCard } from "@/api/generated/undertone";

/** What a model card tells beyond its fixed part. Cards differ in what they hold, so each fact is looked at first. */

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

export const licence = (card: ModelCard): string | null => textOf(card.licence);

export type TrainingSet = { name: string; licence: string | null };

export const trainingSets = (card: ModelCard): TrainingSet[] =>
  (card.datasets ?? []).flatMap((entry) => {
    const name = textOf(entry.name);
    return name ? [{ name, licence: textOf(entry.licence) }] : [];
  });

export type Measurement = {
  dataset: string;
  stream: string;
  split: string;
  ua: number | null;
  /** 95 % interval of UA over speakers. */
  interval: { low: number; high: number } | null;
  wa: number | null;
  ece: number | null;
  command: string | null;
};

const figure = (entry: Fields, name: string): number | null =>
  numberOf(entry[name]) ?? numberOf(entry[name.toUpperCase()]);

function intervalOf(value: unknown): Measurement["interval"] {
  if (!Array.isArray(value)) return null;
  const [low, high] = value.map(numberOf);
  return typeof low === "number" && typeof high === "number" ? { low, high } : null;
}

const counted = (count: number | null, name: string): string | null =>
  count === null || count === 0 ? null : `${count} ${count === 1 ? name : `${name}s`}`;

/** "test split, 5 speakers never heard in training, 300 examples" */
function splitWords(entry: Fields, figures: Fields): string {
  const split = textOf(entry.split);
  const speakers = counted(numberOf(figures.speakers), "speaker");
  const parts = [
    split ? `${split} split` : "split not stated",
    speakers && entry.unseen_speakers === true ? `${speakers} never heard in training` : speakers,
    counted(numberOf(figures.examples), "example"),
  ];
  return parts.filter((part) => part !== null).join(", ");
}

const measurement = (entry: Fields, figures: Fields, stream: string): Measurement => ({
  dataset: textOf(entry.dataset) ?? "?",
  stream,
  split: splitWords(entry, figures),
  ua: figure(figures, "ua"),
  interval: intervalOf(figures.ua_interval),
  wa: figure(figures, "wa"),
  ece: figure(figures, "ece"),
  command: textOf(entry.command),
});

/** One line per data set and stream; figures may stand on the entry itself or below `streams`. */
export const measurements = (card: ModelCard): Measurement[] =>
  (card.metrics ?? []).flatMap((entry) => {
    const streams = Object.entries(fields(entry.streams));
    if (streams.length === 0) return [measurement(entry, entry, textOf(entry.stream) ?? "fused")];
    return streams.map(([stream, figures]) => measurement(entry, fields(figures), stream));
  });

export type Yardstick = { share: number; source: string | null };

/** How well people do on the same task. */
export function humanYardstick(card: ModelCard): Yardstick | null {
  const told = fields(card.human_yardstick);
  const share = Object.values(told).find((value) => typeof value === "number");
  return typeof share === "number" ? { share, source: textOf(told.source) } : null;
}

export const architecture = (card: ModelCard): { part: string; words: string }[] =>
  Object.entries(card.architecture ?? {}).flatMap(([part, value]) => {
    // The architecture's name is the model's own.
    if (part === "name") return [];
    const words = textOf(value);
    return words ? [{ part: part.replaceAll("_", " "), words }] : [];
  });
