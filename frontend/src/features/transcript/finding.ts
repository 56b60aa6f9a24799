import type { Segment, Word } from "@/api/generated/undertone";
import { isUnsure } from "@/lib/reading";
import { disagrees } from "@/lib/reasons";

/** What a long transcript is searched for: words, doubt, disagreement, a change of emotion. */

/** Which segments are listed. */
export const SHOWN = ["all", "unsure", "disagreement", "change", "edited"] as const;

export type Shown = (typeof SHOWN)[number] | `emotion:${string}`;

/** What one can jump to. */
export type Landmark = "unsure" | "disagreement" | "change" | "edited";

const isLandmark = (segments: readonly Segment[], index: number, landmark: Landmark): boolean => {
  const segment = segments[index];
  if (!segment) return false;
  if (landmark === "unsure") return isUnsure(segment);
  if (landmark === "disagreement") return disagrees(segment);
  if (landmark === "edited") return segment.text_original !== null;
  return index > 0 && segments[index - 1]?.top !== segment.top;
};

/** The places in the list of those to be shown. */
export function shownIndices(segments: readonly Segment[], shown: Shown): number[] {
  const all = segments.map((_, index) => index);
  if (shown === "all") return all;
  if (shown.startsWith("emotion:"))
    return all.filter((index) => `emotion:${segments[index]?.top ?? ""}` === shown);
  return all.filter((index) => isLandmark(segments, index, shown as Landmark));
}

/** The next landmark from a place on, or the one before it; at the end it goes on from the start. */
export function nextLandmark(
  segments: readonly Segment[],
  from: number,
  landmark: Landmark,
  step: 1 | -1 = 1,
): number | null {
  const count = segments.length;
  for (let distance = 1; distance <= count; distance += 1) {
    const index = (from + step * distance + count * (distance + 1)) % count;
    if (isLandmark(segments, index, landmark)) return index;
  }
  return null;
}

/** Where a text was found: the segment's place, and its words that take part. */
export type Match = { index: number; words: ReadonlySet<number> };

const folded = (text: string): string => text.toLocaleLowerCase().normalize("NFC");

/** Places of the words that a stretch of the joined words touches. */
function wordsWithin(words: readonly Word[], from: number, to: number): Set<number> {
  const touched = new Set<number>();
  let start = 0;
  words.forEach((word, place) => {
    const end = start + word.text.trim().length;
    if (start < to && from < end) touched.add(place);
    start = end + 1;
  });
  return touched;
}

/** Every occurrence, in order; none for a search of nothing. */
export function findMatches(segments: readonly Segment[], query: string): Match[] {
  const wanted = folded(query.trim());
  if (!wanted) return [];
  return segments.flatMap((segment, index) => {
    const text =
      segment.words.length > 0 ? segment.words.map((word) => word.text.trim()).join(" ") : segment.text;
    const heard = folded(text);
    const found: Match[] = [];
    for (let at = heard.indexOf(wanted); at >= 0; at = heard.indexOf(wanted, at + wanted.length))
      found.push({ index, words: wordsWithin(segment.words, at, at + wanted.length) });
    return found;
  });
}
