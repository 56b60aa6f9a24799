import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";

import type { Result, Segment } from "@/api/generated/undertone";
import { analysesSegmentsPartialUpdate, getAnalysesResultRetrieveQueryKey } from "@/api/generated/undertone";

import { errorWords } from "@/lib/error-words";

/** One correction: what a segment said before, and what after. */
type Correction = { index: number; before: string; after: string };

type Done = "saved" | "undone" | "redone";

/** How the latest change stands. */
export type CorrectionState =
  | { state: "idle" }
  | { state: "saving" | "waiting" | Done; index: number }
  | { state: "failed"; index: number; message: string };

export type Corrections = {
  state: CorrectionState;
  /** Resolves to whether the words were taken. */
  save: (segment: Segment, text: string) => Promise<boolean>;
  undo: (() => Promise<boolean>) | null;
  redo: (() => Promise<boolean>) | null;
};

/** Where the worker is busy, the scores come later: the page looks for them so often, and so many times. */
const LOOK_MS = 2000;
const LOOKS = 60;

const oneLine = (text: string): string => text.split(/\s+/).filter(Boolean).join(" ");

/** Corrects segments; every correction of this visit can be taken back and made again, newest first. */
export function useCorrections(analysisId: string): Corrections {
  const client = useQueryClient();
  const [state, setState] = useState<CorrectionState>({ state: "idle" });
  const [done, setDone] = useState<readonly Correction[]>([]);
  const [undone, setUndone] = useState<readonly Correction[]>([]);
  const busy = state.state === "saving";
  const key = useMemo(() => getAnalysesResultRetrieveQueryKey(analysisId), [analysisId]);

  const put = useCallback(
    (segment: Segment) =>
      client.setQueryData<Result>(
        key,
        (result) =>
          result && {
            ...result,
            segments: result.segments.map((each) => (each.index === segment.index ? segment : each)),
          },
      ),
    [client, key],
  );

  /** Looks until the segment says what was written. */
  const arrive = useCallback(
    async (index: number, text: string, then: Done): Promise<void> => {
      for (let look = 0; look < LOOKS; look += 1) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        await client.invalidateQueries({ queryKey: key });
        const segment = client.getQueryData<Result>(key)?.segments[index];
        if (segment && oneLine(segment.text) === oneLine(text)) {
          setState((now) => (now.state === "waiting" && now.index === index ? { state: then, index } : now));
          return;
        }
      }
    },
    [client, key],
  );

  const write = useCallback(
    async (index: number, text: string, then: Done): Promise<boolean> => {
      if (busy) return false;
      setState({ state: "saving", index });
      try {
        const answer = await analysesSegmentsPartialUpdate(analysisId, index, { text });
        const arrived = oneLine(answer.text) === oneLine(text);
        if (arrived) put(answer);
        else void arrive(index, text, then);
        setState({ state: arrived ? then : "waiting", index });
        void client.invalidateQueries({ queryKey: key });
        return true;
      } catch (error) {
        setState({
          state: "failed",
          index,
          message: error instanceof Error ? errorWords(error) : String(error),
        });
        return false;
      }
    },
    [analysisId, arrive, busy, client, key, put],
  );

  const save = useCallback(
    async (segment: Segment, text: string): Promise<boolean> => {
      if (oneLine(text) === oneLine(segment.text)) return true;
      const correction = { index: segment.index, before: segment.text, after: text };
      if (!(await write(segment.index, text, "saved"))) return false;
      setDone((all) => [...all, correction]);
      setUndone([]);
      return true;
    },
    [write],
  );

  const [last, next] = [done.at(-1), undone.at(-1)];
  const undo = useMemo(
    () =>
      last &&
      (async () => {
        if (!(await write(last.index, last.before, "undone"))) return false;
        setDone((all) => all.slice(0, -1));
        setUndone((all) => [...all, last]);
        return true;
      }),
    [last, write],
  );
  const redo = useMemo(
    () =>
      next &&
      (async () => {
        if (!(await write(next.index, next.after, "redone"))) return false;
        setUndone((all) => all.slice(0, -1));
        setDone((all) => [...all, next]);
        return true;
      }),
    [next, write],
  );
  return useMemo(() => ({ state, save, undo: undo ?? null, redo: redo ?? null }), [state, save, undo, redo]);
}
