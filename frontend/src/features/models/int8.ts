import type { ModelCard } from "@/api/generated/undertone";
import type { Fields, Interval } from "@/features/models/card-values";
import { datasetName, fields, intervalOf, numberOf, textOf } from "@/features/models/card-values";
import { splitName } from "@/features/models/measurements";

/** By how much the 8-bit variant is above (or, below 0, under) the model itself. */
export type Difference = { name: string; value: number; interval: Interval | null };

export type Int8Row = {
  trial: string;
  stream: string;
  differences: readonly Difference[];
  sameAnswer: number | null;
};

export type Int8 = {
  rows: readonly Int8Row[];
  bytes: number | null;
  fullBytes: number | null;
  commands: readonly string[];
};

const SUFFIX = "_difference";

const differencesOf = (figures: Fields): Difference[] =>
  Object.entries(figures).flatMap(([key, value]) =>
    key.endsWith(SUFFIX) && typeof value === "number"
      ? [
          {
            name: key.slice(0, -SUFFIX.length).toUpperCase(),
            value,
            interval: intervalOf(figures[`${key}_interval`]),
          },
        ]
      : [],
  );

const rowsOf = (entry: Fields): Int8Row[] =>
  Object.entries(fields(entry.streams)).map(([stream, told]) => ({
    trial: `${datasetName(textOf(entry.dataset) ?? "?")}, ${splitName(textOf(entry.split) ?? "?")}`,
    stream,
    differences: differencesOf(fields(told)),
    sameAnswer: numberOf(fields(told).same_answer),
  }));

/** What the 8-bit variant loses, where the card says so. */
export function int8Of(card: ModelCard): Int8 | null {
  const entries = card.int8 ?? [];
  const rows = entries.flatMap(rowsOf);
  if (rows.length === 0) return null;
  return {
    rows,
    bytes: numberOf(entries[0]?.bytes),
    fullBytes: numberOf(entries[0]?.full_bytes),
    commands: [...new Set(entries.flatMap((entry) => textOf(entry.command) ?? []))],
  };
}
