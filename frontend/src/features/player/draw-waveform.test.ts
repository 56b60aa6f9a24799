import { expect, it } from "vitest";

import { barHeights } from "@/features/player/draw-waveform";

const WHOLE = { startS: 0, endS: 10, peaks: [0.1, 0.2, 0.9, 0.4, 0.3, 0.2, 0.1, 0, 0, 0] };
const SOUND = { whole: WHOLE, parts: [] };

it("shows the loudest of each stretch", () => {
  const heights = barHeights(SOUND, { startS: 0, spanS: 10 }, 35).map(([, height]) => height);
  expect(heights.slice(0, 10)).toEqual(WHOLE.peaks);
});

it("keeps a bar on its sound when the view moves", () => {
  const at = (startS: number) =>
    new Map(barHeights(SOUND, { startS, spanS: 5 }, 35).map(([x, height]) => [height, x]));
  const [before, after] = [at(0).get(0.9) ?? 0, at(1).get(0.9) ?? 0];
  expect(before - after).toBeCloseTo(7);
});

it("draws silence for a recording without peaks", () => {
  expect(
    barHeights({ whole: { startS: 0, endS: 1, peaks: [] }, parts: [] }, { startS: 0, spanS: 1 }, 7).every(
      ([, height]) => height === 0,
    ),
  ).toBe(true);
});

it("shows what is known finely where it is known, and the rest coarsely", () => {
  const parts = [{ startS: 2, endS: 4, peaks: [0.9, 0.1, 0.05, 0.4] }];
  const heights = barHeights({ whole: WHOLE, parts }, { startS: 1, spanS: 4 }, 28).map(
    ([, height]) => height,
  );
  expect(heights.slice(0, 8)).toEqual([0.2, 0.2, 0.9, 0.1, 0.05, 0.4, 0.3, 0.3]);
});
