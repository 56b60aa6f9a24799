import type { EmotionScores, StreamScores } from "@/lib/emotions";

/** Where things lie on the radar: a 400 x 376 drawing, first emotion at the top, then clockwise. */

export const WIDTH = 400;
export const HEIGHT = 376;
export const RADIUS = 126;

/** Labels stand further out sideways, where their length would reach into the drawing. */
const LABEL_GAP = { x: 43, y: 33 };

/** What the rim stands for: the smallest of these that holds every score. A flat reading stays a small shape. */
const RIMS = [0.4, 0.5, 0.6, 0.8, 1];

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

export const vertices = (shares: readonly number[]): Point[] =>
  shares.map((share, index) => onAxis(index, shares.length, Math.min(1, share) * RADIUS));

const text = ({ x, y }: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`;

export const polygonPoints = (points: readonly Point[]): string => points.map(text).join(" ");

const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** The part of a shape that belongs to one axis: from the centre to the vertex, half-way to either neighbour. */
export function facetPoints(points: readonly Point[], index: number): string {
  const count = points.length;
  const at = (position: number): Point => points[(position + count) % count] ?? CENTRE;
  const own = at(index);
  return polygonPoints([CENTRE, between(at(index - 1), own), own, between(own, at(index + 1))]);
}

export const ringPoints = (share: number, count: number): string =>
  polygonPoints(vertices(Array.from({ length: count }, () => share)));

/** The share of the rim that a stream reaches on each axis. */
export const rimShares = (labels: readonly string[], scores: EmotionScores | null, rim: number): number[] =>
  labels.map((label) => (scores?.[label] ?? 0) / rim);

export function rimFor({ voice, words, fused }: StreamScores): number {
  const highest = [voice, words, fused]
    .flatMap((scores) => Object.values(scores ?? {}))
    .reduce((most, score) => Math.max(most, score), 0);
  return RIMS.find((rim) => highest <= rim) ?? 1;
}
