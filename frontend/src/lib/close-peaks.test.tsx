import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, it, vi } from "vitest";

import type { Peaks } from "@/api/generated/undertone";
import { PeaksSourceContext, useClosePeaks } from "@/lib/close-peaks";
import type { PeaksRange } from "@/lib/peaks";

const WHOLE = { startS: 0, endS: 7200, peaks: Array.from({ length: 2000 }, () => 0.5) };

const answer = ({ start_s, end_s }: PeaksRange): Peaks => ({ duration_s: 7200, start_s, end_s, peaks: [1] });

const ask = vi.fn<(range: PeaksRange) => Promise<Peaks>>();

beforeEach(() => {
  ask.mockReset().mockImplementation((range) => Promise.resolve(answer(range)));
});

function lookAt(startS: number, spanS: number) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const source = { key: "r1", ask };
  return renderHook((sight: { startS: number; spanS: number }) => useClosePeaks(sight, WHOLE), {
    initialProps: { startS, spanS },
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>
        <PeaksSourceContext value={source}>{children}</PeaksSourceContext>
      </QueryClientProvider>
    ),
  });
}

const starts = () => ask.mock.calls.map(([{ start_s }]) => start_s);

it("asks for what is in sight once the view stands still", async () => {
  const { result, rerender } = lookAt(0, 7200);
  for (const spanS of [30, 20, 10, 6]) rerender({ startS: 1000, spanS });
  await waitFor(() => expect(result.current).toHaveLength(1));
  expect(ask.mock.calls).toEqual([[{ start_s: 1000, end_s: 1008, points: 2048 }]]);
});

it("keeps what it knows while the next is on its way, and asks for nothing twice", async () => {
  const { result, rerender } = lookAt(1000, 6);
  await waitFor(() => expect(result.current).toHaveLength(1));
  rerender({ startS: 1009, spanS: 6 });
  expect(result.current).toHaveLength(1);
  await waitFor(() => expect(result.current).toHaveLength(2));
  rerender({ startS: 1001, spanS: 6 });
  await waitFor(() => expect(result.current[0]?.startS).toBe(1000));
  expect(starts()).toEqual([1000, 1008]);
});

it("leaves the picture as it was where the answer does not come, and asks again later", async () => {
  ask.mockRejectedValueOnce(new Error("offline"));
  const { result, rerender } = lookAt(1000, 6);
  await waitFor(() => expect(ask).toHaveBeenCalledOnce());
  expect(result.current).toEqual([]);
  rerender({ startS: 1001, spanS: 6 });
  await waitFor(() => expect(result.current).toHaveLength(1));
});

it("asks no further for a recording of which nothing finer is kept", async () => {
  ask.mockResolvedValue({ duration_s: 7200, peaks: [0.5] });
  const { result, rerender } = lookAt(1000, 6);
  await waitFor(() => expect(ask).toHaveBeenCalledOnce());
  rerender({ startS: 3000, spanS: 6 });
  await new Promise((done) => setTimeout(done, 300));
  expect(ask).toHaveBeenCalledOnce();
  expect(result.current).toEqual([]);
});
