import { useQueries } from "@tanstack/react-query";

import {
  getAnalysesResultRetrieveQueryOptions,
  getAnalysesRetrieveQueryOptions,
} from "@/api/generated/undertone";
import type { Subject } from "@/features/compare/comparison";
import { letterOf } from "@/features/compare/comparison";

export type Loaded = {
  subjects: readonly Subject[];
  pending: boolean;
  error: Error | null;
  retry: () => void;
};

/** The analyses with their results, in the order of the address. */
export function useSubjects(ids: readonly string[]): Loaded {
  const analyses = useQueries({ queries: ids.map((id) => getAnalysesRetrieveQueryOptions(id)) });
  const results = useQueries({ queries: ids.map((id) => getAnalysesResultRetrieveQueryOptions(id)) });
  const all = [...analyses, ...results];
  const subjects = ids.flatMap((_id, place) => {
    const [analysis, result] = [analyses[place]?.data, results[place]?.data];
    return analysis && result ? [{ letter: letterOf(place), analysis, result }] : [];
  });
  return {
    subjects,
    pending: all.some((each) => each.isPending),
    error: all.find((each) => each.error)?.error ?? null,
    retry: () => all.forEach((each) => void each.refetch()),
  };
}
