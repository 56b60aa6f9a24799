import { describe, expect, it } from "vitest";

import type { Segment } from "@/api/generated/undertone";
import {
  agreement,
  alignSegments,
  counterpart,
  distanceOf,
  idsOf,
  scoreDifference,
  speakingShares,
} from "@/features/compare/comparison";
import { makeResult, makeSegment } from "@/testing/data";

const from = (start_s: number, end_s: number, top = "sad"): Segment =>
  makeSegment(0, "words", { start_s, end_s, top });

describe("a comparison", () => {
  it("takes two to four analyses from the address, each once", () => {
    expect(idsOf(new URLSearchParams("ids=a,b,a,,c,d,e"))).toEqual(["a", "b", "c", "d"]);
    expect(idsOf(new URLSearchParams())).toEqual([]);
  });

  it("measures how much would have to move from one emotion to another", () => {
    const [one, other] = [
      { sad: 0.2, happy: 0.7, calm: 0.1 },
      { sad: 0.5, happy: 0.5, calm: 0 },
    ];
    const { moved, changes } = distanceOf(one, other, ["happy", "sad", "calm"]);
    expect(moved).toBeCloseTo(0.3);
    expect(changes.map(({ label }) => label)).toEqual(["sad", "happy", "calm"]);
    expect(changes[0]?.difference).toBeCloseTo(-0.3);
  });

  it("counts an emotion that one model does not know as none of it, and shows no difference for it", () => {
    expect(distanceOf({ sad: 1 }, { sad: 0.4, calm: 0.6 }, ["sad", "calm"]).moved).toBeCloseTo(0.6);
    expect(scoreDifference({ sad: 1 }, { calm: 1 }, "sad")).toBeNull();
  });

  it("weighs segments by their length", () => {
    expect(speakingShares([from(0, 3, "sad"), from(3, 4, "happy")])).toEqual({ sad: 0.75, happy: 0.25 });
    expect(speakingShares([])).toEqual({});
  });

  it("holds a segment against the one that shares the most time with it", () => {
    const others = [from(0, 2), from(2, 6), from(6, 9)];
    expect(counterpart(from(1.5, 5), others)).toBe(others[1]);
    expect(counterpart(from(20, 21), others)).toBeNull();
  });

  it("tells how often two models agree on the same recording", () => {
    const base = makeResult({ segments: [from(0, 3, "sad"), from(3, 4, "happy"), from(8, 9, "sad")] });
    const other = makeResult({ segments: [from(0, 3, "sad"), from(3, 4, "angry")] });
    const rows = alignSegments(base, [other]);
    expect(rows.map(({ differs }) => differs)).toEqual([false, true, true]);
    expect(agreement(rows, 0)).toEqual({ same: 1, all: 3, share: 0.6 });
  });
});
