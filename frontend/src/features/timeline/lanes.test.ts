import { describe, expect, it } from "vitest";

import { LANE_PX, laneBars, segmentAt, ticks } from "@/features/timeline/lanes";
import { barsPath } from "@/lib/time-bars";
import { SEGMENTS } from "@/testing/data";

describe("the timeline's lanes", () => {
  it("draws a bar per segment, as high as the emotion was probable", () => {
    const [first, second] = laneBars(SEGMENTS, "voice", "angry", 1);
    expect(first).toMatchObject({ startS: 0.5, endS: 3.5, bottom: 2 * LANE_PX });
    expect((first?.bottom ?? 0) - (first?.top ?? 0)).toBeGreaterThan(
      (second?.bottom ?? 0) - (second?.top ?? 0),
    );
  });

  it("leaves a gap where a stream could not speak", () => {
    expect(laneBars(SEGMENTS, "words", "angry", 0)).toHaveLength(1);
  });

  it("keeps even a short segment of a long recording visible", () => {
    expect(barsPath([{ startS: 10, endS: 11, top: 0, bottom: 5 }], 3600)).toBe(
      "M10.00 0.00h4.00V5.00h-4.00Z",
    );
  });

  it("finds the segment at a moment, and none between two", () => {
    expect(segmentAt(SEGMENTS, 5)?.index).toBe(1);
    expect(segmentAt(SEGMENTS, 4)).toBeUndefined();
  });

  it("marks a few round moments, for seconds as for hours", () => {
    expect(ticks(31)).toEqual([0, 10, 20, 30]);
    expect(ticks(14_400)).toEqual([0, 3600, 7200, 10_800, 14_400]);
  });
});
