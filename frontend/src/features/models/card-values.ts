/** Looks at the loose parts of a model card. Cards differ in what they hold, so each value is looked at before it is used. */

import { t } from "@/lib/texts";

/** Cards, and what an engine lacks, are written in English, whatever the page is: whoever reads aloud has to know. */
export const CARDS = "en";

export type Fields = Readonly<Record<string, unknown>>;

export const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

export const textsOf = (value: unknown): string[] => listOf(value).flatMap((each) => textOf(each) ?? []);

export const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

const numbersOf = (value: unknown): number[] => listOf(value).flatMap((each) => numberOf(each) ?? []);

export type Interval = { low: number; high: number };

export function intervalOf(value: unknown): Interval | null {
  const [low, high] = numbersOf(value);
  return low !== undefined && high !== undefined ? { low, high } : null;
}

/** How often each emotion (row) was read as which (column); none where the card's counts do not fit its classes. */
export type Confusion = { classes: readonly string[]; counts: readonly (readonly number[])[] };

export function confusionOf(value: unknown, classes: readonly string[]): Confusion | null {
  const counts = listOf(value).map(numbersOf);
  const fits = counts.length === classes.length && counts.every((row) => row.length === classes.length);
  return counts.length > 0 && fits ? { classes, counts } : null;
}

/** One bin of a reliability diagram: what was claimed, what came true, and the share of all answers in it. */
export type Bin = { confidence: number; accuracy: number; share: number };

export function binsOf(value: unknown): Bin[] {
  const diagram = fields(value);
  const [accuracies, shares] = [numbersOf(diagram.accuracy), numbersOf(diagram.share)];
  return numbersOf(diagram.confidence).flatMap((confidence, index) => {
    const [accuracy, share] = [accuracies[index], shares[index]];
    return accuracy !== undefined && share !== undefined ? [{ confidence, accuracy, share }] : [];
  });
}

const DATASET_NAMES: Readonly<Record<string, string>> = {
  crema_d: "CREMA-D",
  emodb: "EMO-DB",
  ferplus: "FER+",
  goemotions: "GoEmotions",
  iemocap: "IEMOCAP",
  meld: "MELD",
  nemo: "nEMO",
  ravdess: "RAVDESS",
  shemo: "ShEMO",
  tess: "TESS",
  urdu: "URDU",
};

/** Gathered or put together here, so that nobody has published a name for them. */
const OWN_DATASETS = ["pairs", "plain", "asr"] as const;

/** As its publishers write it, or as this page calls what has none; one that it does not know keeps the card's name. */
export const datasetName = (name: string): string => {
  const own = OWN_DATASETS.find((each) => each === name);
  return own ? t(`models.dataset.${own}`) : (DATASET_NAMES[name] ?? name);
};
