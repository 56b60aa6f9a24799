import type { ModelCard } from "@/api/generated/undertone";
import type { Bin, Confusion, Fields, Interval } from "@/features/models/card-values";
import {
  binsOf,
  confusionOf,
  datasetName,
  fields,
  intervalOf,
  numberOf,
  textOf,
  textsOf,
} from "@/features/models/card-values";
import { formatNumber } from "@/lib/format";
import { t, textOfCode } from "@/lib/texts";

/** How a model did on one split of one data set, as one of its streams. */
export type Measurement = {
  dataset: string;
  split: string;
  stream: string;
  /** "5 speakers never heard in training, 300 examples, mean of 3 seeds, UA ± 0.012" */
  about: string;
  speakers: number;
  examples: number;
  ua: number | null;
  /** 95 % intervals over speakers. */
  uaInterval: Interval | null;
  wa: number | null;
  waInterval: Interval | null;
  ece: number | null;
  coverage: number | null;
  setSize: number | null;
  confusion: Confusion | null;
  bins: readonly Bin[];
  command: string | null;
};

const counted = (count: number | null, name: "speakers" | "examples"): string | null =>
  count === null || count === 0 ? null : t(`models.about.${name}`, { count });

/** How far training luck moves the figure: the standard deviation over seeds, where there were several. */
function seedWords(figures: Fields): string | null {
  const [count, deviation] = [numberOf(figures.seeds), numberOf(fields(figures.seed_deviation).ua)];
  return count === null || deviation === null
    ? null
    : t("models.about.seeds", { count, deviation: formatNumber(deviation, 3) });
}

/** Which weights were measured, where they are not those that the card describes. */
const versionWords = (entry: Fields, shipped: string | undefined): string | null => {
  const version = textOf(entry.version);
  return version === null || version === shipped ? null : t("models.about.version", { version });
};

function aboutWords(entry: Fields, figures: Fields, shipped: string | undefined): string {
  const speakers = counted(numberOf(figures.speakers), "speakers");
  return [
    speakers && entry.unseen_speakers === true ? t("models.about.unseen", { speakers }) : speakers,
    counted(numberOf(figures.examples), "examples"),
    seedWords(figures),
    versionWords(entry, shipped),
  ]
    .filter((part) => part !== null)
    .join(", ");
}

const measurement = (
  entry: Fields,
  figures: Fields,
  stream: string,
  shipped: string | undefined,
): Measurement => ({
  dataset: datasetName(textOf(entry.dataset) ?? "?"),
  split: textOf(entry.split) ?? "unknown",
  stream,
  about: aboutWords(entry, figures, shipped),
  speakers: numberOf(figures.speakers) ?? 0,
  examples: numberOf(figures.examples) ?? 0,
  ua: numberOf(figures.ua),
  uaInterval: intervalOf(figures.ua_interval),
  wa: numberOf(figures.wa),
  waInterval: intervalOf(figures.wa_interval),
  ece: numberOf(figures.ece),
  coverage: numberOf(figures.set_coverage),
  setSize: numberOf(figures.set_size),
  confusion: confusionOf(figures.confusion, textsOf(entry.classes)),
  bins: binsOf(figures.reliability),
  command: textOf(entry.command),
});

/** One per data set, split and stream. */
export const measurements = (card: ModelCard): Measurement[] =>
  (card.metrics ?? []).flatMap((entry) =>
    Object.entries(fields(entry.streams)).map(([stream, figures]) =>
      measurement(entry, fields(figures), stream, card.version),
    ),
  );

export const splitName = (split: string): string => textOfCode("models.split", split) ?? split;

/** Everything measured on one split of one data set, under the name it is chosen by. */
export type Trial = { name: string; streams: readonly Measurement[] };

export function trials(rows: readonly Measurement[]): Trial[] {
  const byName = new Map<string, Measurement[]>();
  for (const row of rows) {
    const name = `${row.dataset}, ${splitName(row.split)}`;
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return [...byName].map(([name, streams]) => ({ name, streams }));
}

/** The most telling trial is shown first: that of most streams, then of most speakers, then of most examples. */
export const mostTelling = (all: readonly Trial[]): Trial | undefined =>
  all.toSorted(
    (one, other) =>
      other.streams.length - one.streams.length ||
      (other.streams[0]?.speakers ?? 0) - (one.streams[0]?.speakers ?? 0) ||
      (other.streams[0]?.examples ?? 0) - (one.streams[0]?.examples ?? 0),
  )[0];
