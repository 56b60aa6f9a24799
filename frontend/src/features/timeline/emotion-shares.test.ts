import { expect, it } from "vitest";

import { emotionShares } from "@/features/timeline/emotion-shares";
import { LABELS, makeSegment, scoresFor, SEGMENTS } from "@/testing/data";

const row = (label: string, segments = SEGMENTS) =>
  emotionShares(segments, LABELS, "fused").find((each) => each.label === label);

it("adds up how much of the speech reads as each emotion", () => {
  expect(row("angry")).toMatchObject({ timeS: 3, share: 0.5, segments: 1, longestS: 3 });
  expect(row("happy")).toMatchObject({ timeS: 0, share: 0, segments: 0 });
});

it("tells the longest run of one emotion", () => {
  const sad = { scores: { voice: null, words: null, fused: scoresFor("sad", 0.9) } };
  const segments = [0, 1, 2].map((index) => makeSegment(index, "a", index === 1 ? {} : sad));
  expect(row("sad", segments)).toMatchObject({ segments: 2, longestS: 3 });
  const together = [0, 1, 2].map((index) => makeSegment(index, "a", sad));
  expect(row("sad", together)?.longestS).toBe(9);
});

it("stands with nothing that could be read", () => {
  expect(emotionShares([], LABELS, "fused").every(({ share }) => share === 0)).toBe(true);
});
