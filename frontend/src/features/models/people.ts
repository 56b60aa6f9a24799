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

/** How people did from the voice, from the face, or from both. */
export type PeopleTrial = {
  stream: string;
  answers: number | null;
  clips: number | null;
  /** Of single answers. */
  ua: number | null;
  uaInterval: Interval | null;
  wa: number | null;
  waInterval: Interval | null;
  confusion: Confusion | null;
  /** Of the votes of all who judged a clip, taken as probabilities. */
  crowdUa: number | null;
  ece: number | null;
  bins: readonly Bin[];
};

export type People = {
  dataset: string;
  source: string | null;
  command: string | null;
  limits: string | null;
  actors: number | null;
  trials: readonly PeopleTrial[];
};

function trialOf(stream: string, told: Fields, classes: readonly string[]): PeopleTrial {
  const [people, crowd] = [fields(told.people), fields(told.crowd)];
  return {
    stream,
    answers: numberOf(people.answers),
    clips: numberOf(told.clips),
    ua: numberOf(people.ua),
    uaInterval: intervalOf(people.ua_interval),
    wa: numberOf(people.wa),
    waInterval: intervalOf(people.wa_interval),
    confusion: confusionOf(people.confusion, classes),
    crowdUa: numberOf(crowd.ua),
    ece: numberOf(crowd.ece),
    bins: binsOf(crowd.reliability),
  };
}

/** The yardstick measured from people's votes, where the card has one. */
export function peopleOf(card: ModelCard): People | null {
  const told = fields(fields(card.human_yardstick).crema_d);
  const classes = textsOf(told.classes);
  const trials = Object.entries(fields(told.streams)).map(([stream, figures]) =>
    trialOf(stream, fields(figures), classes),
  );
  if (trials.length === 0) return null;
  return {
    dataset: datasetName(textOf(told.dataset) ?? "crema_d"),
    source: textOf(told.source),
    command: textOf(told.command),
    limits: textOf(told.limits),
    actors: numberOf(told.actors),
    trials,
  };
}

export type PublishedYardstick = { share: number; source: string | null };

/** What a publication says of people on the model's own task, in one figure. */
export function publishedYardstick(card: ModelCard): PublishedYardstick | null {
  const told = fields(card.human_yardstick);
  const share = Object.values(told).find((value) => typeof value === "number");
  return typeof share === "number" ? { share, source: textOf(told.source) } : null;
}
