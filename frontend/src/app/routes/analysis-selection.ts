import { useCallback, useEffect, useRef } from "react";
import { useSearchParams } from "react-router";

import type { Result, Segment } from "@/api/generated/undertone";
import { formatTime } from "@/lib/format";
import type { Reading } from "@/lib/reading";

type Selection = {
  segment: Segment | null;
  /** Whether the chosen segment's reading is to be explained. */
  why: boolean;
  select: (segment: Segment | null) => void;
  toggleWhy: (segment: Segment) => void;
};

/** The chosen segment, and whether it is explained, stand in the address, so that a link can point at them. */
export function useSelection(segments: readonly Segment[]): Selection {
  const [params, setParams] = useSearchParams();
  const number = params.get("segment");
  const why = params.has("why");
  const go = useCallback(
    (next: Record<string, string>) => setParams(next, { replace: true, preventScrollReset: true }),
    [setParams],
  );
  const select = useCallback(
    (segment: Segment | null) => go(segment ? { segment: numberOf(segment) } : {}),
    [go],
  );
  const toggleWhy = useCallback(
    (segment: Segment) => {
      const own = numberOf(segment);
      go(why && own === number ? { segment: own } : { segment: own, why: "1" });
    },
    [go, why, number],
  );
  const segment = segments.find((each) => numberOf(each) === number) ?? null;
  return { segment, why, select, toggleWhy };
}

/** Segments are counted from 1, as people do. */
const numberOf = ({ index }: Segment): string => String(index + 1);

const segmentSubject = (segment: Segment): string =>
  `Segment ${segment.index + 1}, ${formatTime(segment.start_s)} to ${formatTime(segment.end_s)}`;

/** What the radar shows: the chosen segment, else the whole, else (while it runs) the newest segment. */
export function radarSubject(
  result: Result,
  selected: Segment | null,
): { reading: Reading; subject: string } | null {
  if (selected) return { reading: selected, subject: segmentSubject(selected) };
  if (result.overall) return { reading: result.overall, subject: "Whole recording" };
  const newest = result.segments.at(-1);
  return newest ? { reading: newest, subject: `${segmentSubject(newest)} (newest so far)` } : null;
}

/** On a narrow screen the radar stands above the transcript: a chosen segment brings it into sight, unless explained there. */
export function useShownWhenChosen(selected: Segment | null, why: boolean) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected && !why && !matchMedia("(min-width: 1024px)").matches)
      panel.current?.scrollIntoView({ block: "nearest" });
  }, [selected, why]);
  return panel;
}
