import { expect, it } from "vitest";

import { barHeights } from "@/features/player/draw-waveform";

const PEAKS = { duration_s: 10, peaks: [0.1, 0.2, 0.9, 0.4, 0.3, 0.2, 0.1, 0, 0, 0] };

it("shows the loudest of each stretch", () => {
  const heights = barHeights(PEAKS, { startS: 0, spanS: 10 }, 35).map(([, height]) => height);
  expect(heights.slice(0, 10)).toEqual(PEAKS.peaks);
});

it("keeps a bar on its sound when the view moves", () => {
  const at = (startS: number) =>
    new Map(barHeights(PEAKS, { startS, spanS: 5 }, 35).map(([x, height]) => [height, x]));
  const [before, after] = [at(0).get(0.9) ?? 0, at(1).get(0.9) ?? 0];
  expect(before - after).toBeCloseTo(7);
});

it("draws silence for a recording without peaks", () => {
  expect(
    barHeights({ duration_s: 1, peaks: [] }, { startS: 0, spanS: 1 }, 7).every(([, height]) => height === 0),
  ).toBe(true);
});
