import type { ModelCard } from "@/api/generated/undertone";
import { datasetName, fields, textOf } from "@/features/models/card-values";

/** What a model is made of, and under which terms. */

export const licence = (card: ModelCard): string | null => textOf(card.licence);

export type TrainingSet = { name: string; licence: string | null };

export const trainingSets = (card: ModelCard): TrainingSet[] =>
  (card.datasets ?? []).flatMap((entry) => {
    const name = textOf(entry.name);
    return name ? [{ name: datasetName(name), licence: textOf(entry.licence) }] : [];
  });

/** The command that trains it again. */
export const trainingCommand = (card: ModelCard): string | null => textOf(fields(card.training).command);

export const architecture = (card: ModelCard): { part: string; words: string }[] =>
  Object.entries(card.architecture ?? {}).flatMap(([part, value]) => {
    // The architecture's name is the model's own.
    if (part === "name") return [];
    const words = textOf(value);
    return words ? [{ part: part.replaceAll("_", " "), words }] : [];
  });
