import { describe, expect, it } from "vitest";

import { finestFor, loudest, rangeOutline, rangesFor } from "@/lib/peaks";

const LONG = { startS: 0, endS: 7200, peaks: Array.from({ length: 2000 }, () => 0.5) };
const SHORT = { startS: 0, endS: 10, peaks: LONG.peaks };

describe("what is asked for when somebody looks closely", () => {
  it("is nothing while the whole recording's peaks are fine enough", () => {
    expect(rangesFor(0, 7200, LONG)).toEqual([]);
    expect(rangesFor(0, 4000, LONG)).toEqual([]);
    expect(rangesFor(3, 2, SHORT)).toEqual([]);
  });

  it("holds what is in sight, in one or two ranges", () => {
    for (const fromS of [0, 511.9, 3600, 7140])
      for (const spanS of [2, 7.3, 60]) {
        const ranges = rangesFor(fromS, spanS, LONG);
        expect(ranges.length).toBeLessThanOrEqual(2);
        expect(ranges[0]?.start_s).toBeLessThanOrEqual(fromS);
        expect(ranges.at(-1)?.end_s).toBeGreaterThanOrEqual(Math.min(fromS + spanS, 7200));
      }
  });

  it("is the same for views near by, so that an answer serves again", () => {
    expect(rangesFor(1000, 20, LONG)).toEqual(rangesFor(1001.5, 20, LONG));
  });

  it("never reaches beyond the end, which the site would refuse", () => {
    for (const range of rangesFor(7198, 2, LONG)) {
      expect(range.end_s).toBeLessThanOrEqual(7200);
      expect(range.start_s).toBeLessThan(range.end_s);
    }
  });

  it("is nothing for a recording of no length", () => {
    expect(rangesFor(0, 0, { startS: 0, endS: 0, peaks: [] })).toEqual([]);
  });
});

it("takes the finest outline that holds a stretch", () => {
  const near = { startS: 64, endS: 128, peaks: [0.1, 0.2, 0.3, 0.4] };
  const nearer = { startS: 64, endS: 66, peaks: [0.7, 0.8] };
  const parts = [near, nearer];
  const coarse = { startS: 0, endS: 200, peaks: [1, 1] };
  expect(finestFor(64, 65, parts, coarse)).toBe(nearer);
  expect(finestFor(65, 70, parts, coarse)).toBe(near);
  expect(finestFor(10, 12, parts, coarse)).toBe(coarse);
});

it("counts times from where the outline begins", () => {
  expect(loudest({ startS: 64, endS: 68, peaks: [0.1, 0.2, 0.3, 0.4] }, 66, 67)).toBe(0.3);
});

it("knows an answer that is the whole, because nothing finer was kept", () => {
  expect(rangeOutline({ duration_s: 7200, peaks: [1] })).toBeNull();
  expect(rangeOutline({ duration_s: 7200, start_s: 0, end_s: 2, peaks: [1] })).toEqual({
    startS: 0,
    endS: 2,
    peaks: [1],
  });
});
