import { describe, expect, it } from "vitest";

import { CENTRE, facetPoints, RADIUS, radiiOf, radiusOf, vertices } from "@/features/radar/geometry";

describe("the radar's geometry", () => {
  it("starts at the top and goes clockwise", () => {
    const [top, right] = vertices([1, 1, 1, 1]);
    expect(top?.x).toBeCloseTo(CENTRE.x);
    expect(top?.y).toBeCloseTo(CENTRE.y - RADIUS);
    expect(right?.x).toBeCloseTo(CENTRE.x + RADIUS);
  });

  it("grows in area as the share grows: a quarter of the share is half the way", () => {
    expect(radiiOf(["sad", "happy"], { happy: 1, sad: 0.25 })).toEqual([0.5, 1]);
  });

  it("stays inside the rim and starts at the centre", () => {
    expect([radiusOf(-0.1), radiusOf(0), radiusOf(1.2)]).toEqual([0, 0, 1]);
    expect(radiiOf(["sad", "happy"], null)).toEqual([0, 0]);
  });

  it("cuts a shape into one facet per axis; neighbours meet in one border", () => {
    const points = vertices([1, 0.5, 0.3, 0.9]);
    const [, before] = facetPoints(points, 0).split(" ");
    expect(facetPoints(points, 3).split(" ")[3]).toBe(before);
  });

  it("gives each facet as much of a shared edge as its share is of both", () => {
    const points = vertices([1, 0.5, 0, 0]);
    const border = facetPoints(points, 0).split(" ")[3];
    expect(border).toBe(
      `${(CENTRE.x + 0.8 * 0.5 * RADIUS).toFixed(1)},${(CENTRE.y - 0.2 * RADIUS).toFixed(1)}`,
    );
  });
});
