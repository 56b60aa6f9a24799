import { expect, it } from "vitest";

import { boxAt, facesOf } from "@/features/film/face-boxes";

const FACES = [
  { at_s: 1, x: 0.2, y: 0.1, width: 0.3, height: 0.4 },
  { at_s: 2, x: 0.4, y: 0.3, width: 0.3, height: 0.4 },
];

it("glides from one moment to the next", () => {
  const box = boxAt(FACES, 1.25, true);
  expect(box?.x).toBeCloseTo(0.25);
  expect(box?.y).toBeCloseTo(0.15);
  expect(box?.width).toBeCloseTo(0.3);
});

it("stays at the nearest moment where nothing is to move", () => {
  expect(boxAt(FACES, 1.4, false)?.x).toBe(0.2);
  expect(boxAt(FACES, 1.6, false)?.x).toBe(0.4);
});

it("stands still before the first moment and after the last", () => {
  expect(boxAt(FACES, 0, true)?.x).toBe(0.2);
  expect(boxAt(FACES, 9, true)?.x).toBe(0.4);
  expect(boxAt([], 1, true)).toBeNull();
});

it("takes a segment without faces for one where none was seen", () => {
  expect(facesOf({})).toBeNull();
  expect(facesOf({ faces: [] })).toBeNull();
  expect(facesOf({ faces: FACES })).toBe(FACES);
});
