import type { EmotionScores } from "@/lib/emotions";

/** Where things lie on the radar: a 400 x 376 drawing, first emotion at the top, then clockwise. */

export const WIDTH = 400;
export const HEIGHT = 376;
export const RADIUS = 126;

/** Labels stand further out sideways, where their length would reach into the drawing. */
const LABEL_GAP = { x: 43, y: 33 };

/**
 * The eye reads a shape by its area, and area grows with the square of a radius. So a radius is the square root of its
 * share: areas then grow as probabilities do, the rim is always 100 %, and any two radars can be compared.
 */
export const radiusOf = (share: number): number => Math.sqrt(Math.min(1, Math.max(0, share)));

export type Point = { x: number; y: number };

export const CENTRE: Point = { x: WIDTH / 2, y: HEIGHT / 2 + 6 };

const onAxis = (index: number, count: number, radius: number, gap: Point = { x: 0, y: 0 }): Point => {
  const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
  return {
    x: CENTRE.x + (radius + gap.x) * Math.cos(angle),
    y: CENTRE.y + (radius + gap.y) * Math.sin(angle),
  };
};

export const rimPoint = (index: number, count: number): Point => onAxis(index, count, RADIUS);

export const labelPoint = (index: number, count: number): Point => onAxis(index, count, RADIUS, LABEL_GAP);

/** Radii, 0 to 1 of the rim, in the order of the axes. */
export const vertices = (radii: readonly number[]): Point[] =>
  radii.map((radius, index) => onAxis(index, radii.length, radius * RADIUS));

const text = ({ x, y }: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`;

export const polygonPoints = (points: readonly Point[]): string => points.map(text).join(" ");

/** The squared radius, which is the share. */
const shareAt = ({ x, y }: Point): number => (x - CENTRE.x) ** 2 + (y - CENTRE.y) ** 2;

/** Where the edge between two vertices changes hands: each gets as much of it as its share is of both. */
function border(own: Point, neighbour: Point): Point {
  const both = shareAt(own) + shareAt(neighbour);
  const part = both > 0 ? shareAt(own) / both : 0.5;
  return { x: own.x + (neighbour.x - own.x) * part, y: own.y + (neighbour.y - own.y) * part };
}

/** The part of a shape that belongs to one axis: from the centre to the vertex, and to the border on either side. */
export function facetPoints(points: readonly Point[], index: number): string {
  const count = points.length;
  const at = (position: number): Point => points[(position + count) % count] ?? CENTRE;
  const own = at(index);
  return polygonPoints([CENTRE, border(own, at(index - 1)), own, border(own, at(index + 1))]);
}

export const ringPoints = (share: number, count: number): string =>
  polygonPoints(vertices(Array.from({ length: count }, () => radiusOf(share))));

/** In the middle of the ring's side between the last axis and the first. */
export const ringLabelPoint = (share: number, count: number): Point =>
  onAxis(count - 0.5, count, radiusOf(share) * RADIUS * Math.cos(Math.PI / count));

/** How far a stream reaches on each axis. */
export const radiiOf = (labels: readonly string[], scores: EmotionScores | null): number[] =>
  labels.map((label) => radiusOf(scores?.[label] ?? 0));
