import { expect, it } from "vitest";

import { keyMoments } from "@/features/report/key-moments";
import { makeSegment, scoresFor } from "@/testing/data";

const plain = (index: number) =>
  makeSegment(index, "a", {
    top: "neutral",
    scores: { voice: null, words: null, fused: scoresFor("neutral", 0.95) },
  });

it("prefers what stands out, and keeps it in the order of time", () => {
  const segments = [
    plain(0),
    makeSegment(1, "b"),
    plain(2),
    makeSegment(3, "c", { reasons: ["disagreement"] }),
  ];
  expect(keyMoments(segments, 2).map(({ segment, why }) => [segment.index, why])).toEqual([
    [1, "strong"],
    [3, "disagreement"],
  ]);
});

it("shows all where there are few", () => {
  expect(keyMoments([plain(0), plain(1)], 10)).toHaveLength(2);
  expect(keyMoments([], 10)).toEqual([]);
});
