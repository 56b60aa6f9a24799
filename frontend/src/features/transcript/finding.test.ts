import { describe, expect, it } from "vitest";

import { findMatches, nextLandmark, shownIndices } from "@/features/transcript/finding";
import { makeSegment } from "@/testing/data";

const SEGMENTS = [
  makeSegment(0, "You never told me"),
  makeSegment(1, "It was a long winter", { top: "sad", set: ["sad", "neutral"] }),
  makeSegment(2, "Tell me more", { top: "sad", reasons: ["disagreement"] }),
  makeSegment(3, "Never", { top: "happy", text_original: "Ever" }),
];

describe("which segments are listed", () => {
  it("are those of the kind asked for", () => {
    expect(shownIndices(SEGMENTS, "all")).toEqual([0, 1, 2, 3]);
    expect(shownIndices(SEGMENTS, "unsure")).toEqual([1, 2]);
    expect(shownIndices(SEGMENTS, "disagreement")).toEqual([2]);
    expect(shownIndices(SEGMENTS, "change")).toEqual([1, 3]);
    expect(shownIndices(SEGMENTS, "edited")).toEqual([3]);
    expect(shownIndices(SEGMENTS, "emotion:sad")).toEqual([1, 2]);
  });
});

describe("the next landmark", () => {
  it("is looked for forwards and backwards, and around the end", () => {
    expect(nextLandmark(SEGMENTS, 0, "unsure")).toBe(1);
    expect(nextLandmark(SEGMENTS, 1, "unsure")).toBe(2);
    expect(nextLandmark(SEGMENTS, 2, "unsure")).toBe(1);
    expect(nextLandmark(SEGMENTS, 1, "unsure", -1)).toBe(2);
    expect(nextLandmark(SEGMENTS, 3, "change", -1)).toBe(1);
  });

  it("is found before anything was played", () => {
    expect(nextLandmark(SEGMENTS, -1, "unsure")).toBe(1);
    expect(nextLandmark([makeSegment(0, "a", { reasons: ["noisy"] })], -1, "unsure")).toBe(0);
  });

  it("is nowhere where there is none", () => {
    expect(nextLandmark(SEGMENTS.slice(0, 1), 0, "unsure")).toBeNull();
    expect(nextLandmark([], -1, "unsure")).toBeNull();
  });
});

describe("a search", () => {
  it("finds words whatever their case, each place by itself", () => {
    const found = findMatches(SEGMENTS, "never");
    expect(found.map(({ index, words }) => [index, [...words]])).toEqual([
      [0, [1]],
      [3, [0]],
    ]);
  });

  it("finds across words, and parts of words", () => {
    expect([...(findMatches(SEGMENTS, "told m")[0]?.words ?? [])]).toEqual([2, 3]);
    expect(findMatches(SEGMENTS, "e")).toHaveLength(9);
  });

  it("finds nothing for nothing", () => {
    expect(findMatches(SEGMENTS, "  ")).toEqual([]);
    expect(findMatches(SEGMENTS, "spring")).toEqual([]);
  });

  it("finds in a text without words", () => {
    const bare = makeSegment(0, "typed by hand", { words: [] });
    expect(findMatches([bare], "hand")).toHaveLength(1);
  });
});
