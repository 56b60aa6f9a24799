import { expect, it } from "vitest";

import { segmentIndexAt, segmentIndexBy, segmentsBetween } from "@/lib/segment-times";

const TIMES = [
  { start_s: 1, end_s: 2 },
  { start_s: 2, end_s: 4 },
  { start_s: 6, end_s: 7 },
];

it("finds the segment at a moment, and none between two", () => {
  expect([0.5, 1, 1.9, 2, 5, 6.5, 9].map((time) => segmentIndexAt(TIMES, time))).toEqual([
    -1, 0, 0, 1, -1, 2, -1,
  ]);
});

it("stays with the last one until the next begins", () => {
  expect([0.5, 1, 5, 9].map((time) => segmentIndexBy(TIMES, time))).toEqual([-1, 0, 1, 2]);
});

it("takes those that touch a stretch", () => {
  expect(segmentsBetween(TIMES, 1.5, 3)).toEqual(TIMES.slice(0, 2));
  expect(segmentsBetween(TIMES, 4, 6)).toEqual([]);
  expect(segmentsBetween(TIMES, 0, 100)).toHaveLength(3);
});
