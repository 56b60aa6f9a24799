import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { getAnalysesResultRetrieveQueryKey } from "@/api/generated/undertone";
import { applyAnalysis } from "@/api/live-cache";
import { makeAnalysis } from "@/testing/data";

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

it("fetches a short result with each segment, nearly at once", () => {
  const { fetches, hint } = watched();
  hint(1);
  vi.advanceTimersByTime(10);
  hint(2);
  vi.advanceTimersByTime(10);
  expect(fetches()).toBe(2);
});

it("gathers the segments of a long result before it fetches all of it again", () => {
  const { fetches, hint } = watched();
  for (const count of [1000, 1001, 1002]) hint(count);
  vi.advanceTimersByTime(2900);
  expect(fetches()).toBe(0);
  vi.advanceTimersByTime(200);
  expect(fetches()).toBe(1);
});

it("does not wait once the analysis has ended", () => {
  const { fetches, hint } = watched();
  hint(1000);
  hint(1000, "done");
  expect(fetches()).toBe(1);
});

it("fetches what was corrected in another tab, once", () => {
  const { fetches, hint } = watched();
  hint(3, "done");
  vi.advanceTimersByTime(1000);
  hint(3, "done");
  expect(fetches()).toBe(2);
  const client = new QueryClient();
  const asked = vi.spyOn(client, "invalidateQueries");
  const same = makeAnalysis();
  applyAnalysis(client, same);
  asked.mockClear();
  applyAnalysis(client, same);
  expect(asked).not.toHaveBeenCalled();
});
