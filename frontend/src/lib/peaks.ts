import type { Peaks } from "@/api/generated/undertone";

/** The outline of a part of the recording: the loudest of each of equal stretches of time, 0 to 1. */
export type Outline = { startS: number; endS: number; peaks: readonly number[] };

/** What is asked for when somebody looks closely. */
export type PeaksRange = { start_s: number; end_s: number; points: number };

/** The site keeps a peak per hundredth of a second, and gives at most so many at once. */
export const FINE_PER_S = 100;
export const MAX_POINTS = 2048;

/** More bars than a wide screen has room for: with as many peaks in sight, finer ones would show nothing more. */
const ENOUGH_IN_SIGHT = 1000;

export const wholeOutline = ({ duration_s, peaks }: Peaks): Outline => ({
  startS: 0,
  endS: duration_s,
  peaks,
});

/** An answer to a range; null where the site knows nothing finer than the whole. */
export const rangeOutline = ({ start_s, end_s, peaks }: Peaks): Outline | null =>
  start_s === undefined || end_s === undefined ? null : { startS: start_s, endS: end_s, peaks };

export const perSecond = ({ startS, endS, peaks }: Outline): number => peaks.length / (endS - startS || 1);

/** The loudest peak of a stretch; between two peaks, the one it lies in. */
export function loudest({ startS, endS, peaks }: Outline, fromS: number, toS: number): number {
  const at = (timeS: number) => ((timeS - startS) / (endS - startS)) * peaks.length;
  const first = Math.max(0, Math.floor(at(fromS)));
  const last = Math.max(first, Math.ceil(at(toS)) - 1);
  let most = 0;
  for (let index = first; index <= last && index < peaks.length; index += 1)
    most = Math.max(most, peaks[index] ?? 0);
  return most;
}

/**
 * What to ask for so that a stretch of time can be drawn well: one or two ranges on a grid, the same for all views near it,
 * so that what was asked for once serves again. Nothing where the whole recording's peaks are fine enough.
 */
export function rangesFor(fromS: number, spanS: number, whole: Outline): PeaksRange[] {
  const known = perSecond(whole);
  if (known >= FINE_PER_S || spanS * known >= ENOUGH_IN_SIGHT || spanS <= 0) return [];
  const lengthS = 2 ** Math.ceil(Math.log2(spanS));
  const first = Math.floor(fromS / lengthS);
  const last = Math.ceil(Math.min(fromS + spanS, whole.endS) / lengthS);
  return Array.from({ length: Math.max(1, last - first) }, (_, place) => ({
    start_s: (first + place) * lengthS,
    end_s: Math.min((first + place + 1) * lengthS, whole.endS),
    points: MAX_POINTS,
  }));
}

/** Of outlines that hold a stretch, the finest; the whole recording's where none does. */
export function finestFor(fromS: number, toS: number, parts: readonly Outline[], whole: Outline): Outline {
  let finest = whole;
  for (const part of parts)
    if (part.startS <= fromS && toS <= part.endS && perSecond(part) > perSecond(finest)) finest = part;
  return finest;
}
