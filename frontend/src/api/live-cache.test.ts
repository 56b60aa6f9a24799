import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { getAnalysesResultRetrieveQueryKey } from "@/api/generated/undertone";
import { applyAnalysis, LOOK_MS, lookAgainAfter } from "@/api/live-cache";
import { makeAnalysis, makeRecording } from "@/testing/data";

const RESULT = JSON.stringify(getAnalysesResultRetrieveQueryKey("a1"));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client, and how often it was asked to fetch the result again. */
function watched() {
  const client = new QueryClient();
  const asked = vi.spyOn(client, "invalidateQueries");
  const fetches = () =>
    asked.mock.calls.filter(([filters]) => JSON.stringify(filters?.queryKey) === RESULT).length;
  const hint = (segment_count: number, status: "running" | "done" = "running") =>
    applyAnalysis(client, makeAnalysis({ status, segment_count, updated_at: new Date().toISOString() }));
  return { fetches, hint };
}

it("fetches a short result with each segment, nearly at once", async () => {
  const { fetches, hint } = watched();
  hint(1);
  await vi.advanceTimersByTimeAsync(10);
  hint(2);
  await vi.advanceTimersByTimeAsync(10);
  expect(fetches()).toBe(2);
});

it("gathers the segments of a long result before it fetches all of it again", async () => {
  const { fetches, hint } = watched();
  for (const count of [1000, 1001, 1002]) hint(count);
  await vi.advanceTimersByTimeAsync(2900);
  expect(fetches()).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(fetches()).toBe(1);
});

it("does not wait once the analysis has ended", async () => {
  const { fetches, hint } = watched();
  hint(1000);
  hint(1000, "done");
  await vi.advanceTimersByTimeAsync(0);
  expect(fetches()).toBe(1);
});

it("fetches what was corrected in another tab, once", async () => {
  const { fetches, hint } = watched();
  hint(3, "done");
  await vi.advanceTimersByTimeAsync(1000);
  hint(3, "done");
  await vi.advanceTimersByTimeAsync(0);
  expect(fetches()).toBe(2);
  const client = new QueryClient();
  const asked = vi.spyOn(client, "invalidateQueries");
  const same = makeAnalysis();
  applyAnalysis(client, same);
  asked.mockClear();
  applyAnalysis(client, same);
  expect(asked).not.toHaveBeenCalled();
});

it("does not take a first answer that was on its way for what has changed since, and asks once more", async () => {
  const client = new QueryClient();
  const answers: ((found: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: getAnalysesResultRetrieveQueryKey("a1"),
    queryFn: () => new Promise<string>((answer) => answers.push(answer)),
  });
  const stop = observer.subscribe(() => undefined);
  applyAnalysis(client, makeAnalysis({ status: "running", segment_count: 1 }));
  applyAnalysis(client, makeAnalysis({ status: "done", segment_count: 2 }));
  await vi.advanceTimersByTimeAsync(100);
  expect(answers).toHaveLength(1);
  answers[0]?.("before the first segment");
  await vi.advanceTimersByTimeAsync(0);
  answers[1]?.("the end");
  await vi.advanceTimersByTimeAsync(0);
  expect(observer.getCurrentResult().data).toBe("the end");
  expect(answers).toHaveLength(2);
  stop();
});

it("looks again at a list while something in it runs", () => {
  const page = (status: "running" | "done") => ({
    count: 1,
    next: null,
    previous: null,
    results: [makeRecording({ analysis: makeAnalysis({ status }) })],
  });
  expect(lookAgainAfter(page("running"))).toBe(LOOK_MS);
  expect(lookAgainAfter(page("done"))).toBe(false);
  expect(lookAgainAfter(undefined)).toBe(false);
});
