/** Finding segments by time, in a list of thousands. */

export type Timed = { start_s: number; end_s: number };

/** The index of the first segment that ends after a moment: segments are in time order. */
export function firstEndingAfter(segments: readonly Timed[], timeS: number): number {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.end_s ?? 0) > timeS) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the segment at a moment, or -1 between two. */
export function segmentIndexAt(segments: readonly Timed[], timeS: number): number {
  const index = firstEndingAfter(segments, timeS);
  const segment = segments[index];
  return segment && segment.start_s <= timeS ? index : -1;
}

/** The index of the segment at a moment, or of the last one before it; -1 before the first. */
export function segmentIndexBy(segments: readonly Timed[], timeS: number): number {
  const index = firstEndingAfter(segments, timeS);
  const segment = segments[index];
  return segment && segment.start_s <= timeS ? index : index - 1;
}

/** Those that touch a stretch of time. */
export function segmentsBetween<T extends Timed>(
  segments: readonly T[],
  startS: number,
  endS: number,
): readonly T[] {
  const first = firstEndingAfter(segments, startS);
  let last = first;
  while (last < segments.length && (segments[last]?.start_s ?? Infinity) < endS) last += 1;
  return segments.slice(first, last);
}
