import { describe, expect, it } from "vitest";

import { CENTRE, RADIUS, rimFor, rimShares, vertices } from "@/features/radar/geometry";
import { scoresFor } from "@/testing/data";

describe("the radar's geometry", () => {
  it("starts at the top and goes clockwise", () => {
    const [top, right] = vertices([1, 1, 1, 1]);
    expect(top?.x).toBeCloseTo(CENTRE.x);
    expect(top?.y).toBeCloseTo(CENTRE.y - RADIUS);
    expect(right?.x).toBeCloseTo(CENTRE.x + RADIUS);
  });

  it("is linear: half the share is half the way", () => {
    const [top] = vertices([0.5, 0, 0]);
    expect(CENTRE.y - (top?.y ?? 0)).toBeCloseTo(RADIUS / 2);
  });

  it("takes the smallest rim that holds every score of every stream", () => {
    const flat = scoresFor("sad", 0.3);
    expect(rimFor({ voice: flat, words: null, fused: flat })).toBe(0.4);
    expect(rimFor({ voice: flat, words: scoresFor("happy", 0.93), fused: flat })).toBe(1);
  });

  it("keeps the label order of the model", () => {
    expect(rimShares(["sad", "happy"], { happy: 0.2, sad: 0.4 }, 0.8)).toEqual([0.5, 0.25]);
  });
});
