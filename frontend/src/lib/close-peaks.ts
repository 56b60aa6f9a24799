import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useRef, useState } from "react";

import type { Peaks } from "@/api/generated/undertone";
import type { Outline, PeaksRange } from "@/lib/peaks";
import { rangeOutline, rangesFor } from "@/lib/peaks";

/** Where finer peaks come from: the recording's owner and who was sent a link ask at different addresses. */
export type PeaksSource = { key: string; ask: (range: PeaksRange) => Promise<Peaks> };

export const PeaksSourceContext = createContext<PeaksSource | null>(null);

/** While a wheel turns, nothing is asked. */
const SETTLED_MS = 150;

/** So many ranges stay at hand for the picture; older ones come from the cache again. */
const KEPT = 8;

type InSight = { startS: number; spanS: number };

/** Ranges as they are needed; those known before stay, so that a picture is only ever replaced by a finer one. */
export function useClosePeaks({ startS, spanS }: InSight, whole: Outline): readonly Outline[] {
  const source = useContext(PeaksSourceContext);
  const client = useQueryClient();
  const [parts, setParts] = useState<readonly Outline[]>([]);
  const nothingFiner = useRef(false);
  useEffect(() => {
    if (!source || nothingFiner.current) return;
    let left = false;
    const fetchRange = async (range: PeaksRange) => {
      const answer = await client.query({
        queryKey: ["peaks", source.key, range.start_s, range.end_s],
        queryFn: () => source.ask(range),
        staleTime: Infinity,
      });
      const part = rangeOutline(answer);
      nothingFiner.current ||= part === null;
      if (part && !left)
        setParts((known) => [part, ...known.filter((each) => !same(each, part))].slice(0, KEPT));
    };
    const timer = setTimeout(() => {
      // What does not come leaves the picture as it was; it is asked for again when the view moves.
      for (const range of rangesFor(startS, spanS, whole)) fetchRange(range).catch(() => undefined);
    }, SETTLED_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [source, client, startS, spanS, whole]);
  return parts;
}

const same = (one: Outline, other: Outline): boolean =>
  one.startS === other.startS && one.endS === other.endS;
