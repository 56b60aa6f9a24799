import { describe, expect, it } from "vitest";

import { bars, hasFlag, LANE_PX, shareOf, ticks } from "@/features/timeline/lanes";
import { makeSegment, SEGMENTS } from "@/testing/data";

const SIGHT = { startS: 0, spanS: 10, widthPx: 1000 };

const angry = (segments = SEGMENTS) => bars(segments, SIGHT, (segment) => shareOf(segment, "voice", "angry"));

describe("the timeline's lanes", () => {
  it("draws a bar per segment, as high as the emotion was probable, where it was said", () => {
    const [first, second] = angry();
    expect(first).toMatchObject({ x: 50, width: 299.5 });
    expect(first?.height).toBeCloseTo(0.6 * (LANE_PX - 3));
    expect(first?.height).toBeGreaterThan(second?.height ?? 0);
  });

  it("leaves a gap where a stream could not speak", () => {
    expect(bars(SEGMENTS, SIGHT, (segment) => shareOf(segment, "words", "angry"))).toHaveLength(1);
  });

  it("draws only what is in sight", () => {
    expect(bars(SEGMENTS, { ...SIGHT, startS: 4, spanS: 4 }, () => 1)).toHaveLength(1);
  });

  it("averages segments that share a pixel, rather than showing the highest", () => {
    const crowd = Array.from({ length: 4000 }, (_, index) => makeSegment(index, "a"));
    const dense = bars(crowd, { startS: 0, spanS: 16_000, widthPx: 1000 }, ({ index }) => index % 2);
    expect(dense).toHaveLength(1000);
    for (const { height } of dense.slice(1, -1)) expect(height).toBeCloseTo((LANE_PX - 3) / 2, 0);
  });

  it("tells doubt and disagreement apart", () => {
    const segment = makeSegment(0, "a", { reasons: ["disagreement"] });
    expect([hasFlag(segment, "unsure"), hasFlag(segment, "disagreement")]).toEqual([true, true]);
    expect(hasFlag(makeSegment(0, "a", { reasons: ["noisy"] }), "disagreement")).toBe(false);
    expect(hasFlag(makeSegment(0, "a"), "unsure")).toBe(false);
  });

  it("marks a few round moments, for seconds as for hours, and within a view", () => {
    expect(ticks(0, 31)).toEqual([0, 10, 20, 30]);
    expect(ticks(0, 14_400)).toEqual([0, 3600, 7200, 10_800, 14_400]);
    expect(ticks(61, 20)).toEqual([65, 70, 75, 80]);
    expect(ticks(10, 2)).toEqual([10, 10.5, 11, 11.5, 12]);
  });
});
