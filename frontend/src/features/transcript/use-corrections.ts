import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";

import type { Result, Segment } from "@/api/generated/undertone";
import { analysesSegmentsPartialUpdate, getAnalysesResultRetrieveQueryKey } from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { errorWords } from "@/lib/error-words";

/** One correction: what a segment said before, and what after. */
type Correction = { index: number; before: string; after: string };

type Done = "saved" | "undone" | "redone";

/** How the latest change stands. */
export type CorrectionState =
  | { state: "idle" }
  | { state: "saving" | "waiting" | Done; index: number }
  | { state: "failed"; index: number; message: string; unreachable: boolean };

export type Corrections = {
  analysisId: string;
  state: CorrectionState;
  /** Resolves to whether the words were taken. They are not where the segment says something else by now. */
  save: (segment: Segment, text: string) => Promise<boolean>;
  undo: (() => Promise<boolean>) | null;
  redo: (() => Promise<boolean>) | null;
};

/** Where the worker is busy, the scores come later: the page looks for them so often, and so many times. */
const LOOK_MS = 2000;
const LOOKS = 60;

/** Somebody else has written something since, perhaps the same person in another tab. */
const isOvertaken = (error: unknown): boolean => error instanceof ApiError && error.code === "text_changed";

const isUnreachable = (error: unknown): boolean => error instanceof ApiError && error.status === 0;

const failure = (index: number, error: unknown): CorrectionState => ({
  state: "failed",
  index,
  message: error instanceof Error ? errorWords(error) : String(error),
  unreachable: isUnreachable(error),
});

type Written = "taken" | "overtaken" | "refused";

export const oneLine = (text: string): string => text.split(/\s+/).filter(Boolean).join(" ");

/** Corrects segments; every correction of this visit can be taken back and made again, newest first. */
export function useCorrections(analysisId: string): Corrections {
  const client = useQueryClient();
  const [state, setState] = useState<CorrectionState>({ state: "idle" });
  const [done, setDone] = useState<readonly Correction[]>([]);
  const [undone, setUndone] = useState<readonly Correction[]>([]);
  const busy = state.state === "saving";
  const key = useMemo(() => getAnalysesResultRetrieveQueryKey(analysisId), [analysisId]);
  // What was written here and waits for the worker: the segments do not say it yet, the site knows it.
  const [waiting] = useState(() => new Map<number, string>());

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
          waiting.delete(index);
          setState((now) => (now.state === "waiting" && now.index === index ? { state: then, index } : now));
          return;
        }
      }
    },
    [client, key, waiting],
  );

  const write = useCallback(
    async (index: number, text: string, seen: string, then: Done): Promise<Written> => {
      if (busy) return "refused";
      setState({ state: "saving", index });
      try {
        const text_seen = waiting.get(index) ?? seen;
        const answer = await analysesSegmentsPartialUpdate(analysisId, index, { text, text_seen });
        const arrived = oneLine(answer.text) === oneLine(text);
        waiting.delete(index);
        if (arrived) put(answer);
        else {
          waiting.set(index, text);
          void arrive(index, text, then);
        }
        setState({ state: arrived ? then : "waiting", index });
        void client.invalidateQueries({ queryKey: key });
        return "taken";
      } catch (error) {
        setState(failure(index, error));
        if (!isOvertaken(error)) return "refused";
        waiting.delete(index);
        void client.invalidateQueries({ queryKey: key });
        return "overtaken";
      }
    },
    [analysisId, arrive, busy, client, key, put, waiting],
  );

  const save = useCallback(
    async (segment: Segment, text: string): Promise<boolean> => {
      if (oneLine(text) === oneLine(segment.text)) return true;
      const correction = { index: segment.index, before: segment.text, after: text };
      if ((await write(segment.index, text, segment.text, "saved")) !== "taken") return false;
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
        const written = await write(last.index, last.before, last.after, "undone");
        // What somebody else has written since is not taken back.
        if (written !== "refused") setDone((all) => all.slice(0, -1));
        if (written !== "taken") return false;
        setUndone((all) => [...all, last]);
        return true;
      }),
    [last, write],
  );
  const redo = useMemo(
    () =>
      next &&
      (async () => {
        const written = await write(next.index, next.after, next.before, "redone");
        if (written !== "refused") setUndone((all) => all.slice(0, -1));
        if (written !== "taken") return false;
        setDone((all) => [...all, next]);
        return true;
      }),
    [next, write],
  );
  return useMemo(
    () => ({ analysisId, state, save, undo: undo ?? null, redo: redo ?? null }),
    [analysisId, state, save, undo, redo],
  );
}
