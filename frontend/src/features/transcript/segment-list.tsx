import type { Range, Virtualizer } from "@tanstack/react-virtual";
import { defaultRangeExtractor, measureElement, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Match } from "@/features/transcript/finding";
import type { SegmentRowProps, Why } from "@/features/transcript/segment-row";
import { SegmentRow } from "@/features/transcript/segment-row";
import { useFollowScroll } from "@/features/transcript/use-follow-scroll";

/** Up to so many, all rows are there: a browser's own search and print then find them. */
const FEW = 60;
const OVERSCAN = 6;
const ROW_PX = 104; // before it is measured

type Rows = Virtualizer<Window, HTMLElement>;

/** A segment to be brought into sight; each request is a new object. */
export type Jump = { index: number };

export type SegmentListProps = Omit<
  SegmentRowProps,
  "segment" | "selected" | "editing" | "detailed" | "found" | "why"
> & {
  segments: readonly Segment[];
  /** Places in `segments` of those that are listed. */
  shown: readonly number[];
  selectedIndex: number | null;
  editingIndex: number | null;
  detailedIndex: number | null;
  match: Match | null;
  why: Why | null;
  jump: Jump | null;
  following: boolean;
};

/** Where the list begins on the page; what stands above it may grow. */
function useTop(list: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop(Math.round((list.current?.getBoundingClientRect().top ?? 0) + scrollY));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [list]);
  return top;
}

/**
 * A row that is not laid out keeps its height: while the report stands on paper in the list's place, rows of no height would
 * all be in sight at once, and thousands of them come into being.
 */
function rowHeight(row: HTMLElement, entry: ResizeObserverEntry | undefined, list: Rows): number {
  const height = measureElement(row, entry, list);
  return height > 0 ? height : (list.measurementsCache[list.indexFromElement(row)]?.size ?? ROW_PX);
}

/** Rows in sight of a list of any length; only those exist, the rest is measured and left out. */
export const SegmentList = (props: SegmentListProps) => {
  const {
    segments,
    shown,
    selectedIndex,
    editingIndex,
    detailedIndex,
    match,
    why,
    jump,
    following,
    ...rest
  } = props;
  const { playback } = rest;
  const list = useRef<HTMLOListElement>(null);
  const top = useTop(list);
  const editedPlace = editingIndex === null ? -1 : shown.indexOf(editingIndex);
  const virtualizer = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => ROW_PX,
    overscan: shown.length <= FEW ? FEW : OVERSCAN,
    scrollMargin: top,
    measureElement: rowHeight,
    getItemKey: (place) => shown[place] ?? place,
    // A text being written stays, wherever one scrolls.
    rangeExtractor: useCallback(
      (range: Range) => {
        const places = defaultRangeExtractor(range);
        return editedPlace < 0 || places.includes(editedPlace)
          ? places
          : [...places, editedPlace].sort((one, other) => one - other);
      },
      [editedPlace],
    ),
  });

  const bring = useCallback(
    (index: number) => {
      const place = shown.indexOf(index);
      if (place >= 0) virtualizer.scrollToIndex(place, { align: "center" });
    },
    [shown, virtualizer],
  );
  useFollowScroll({ segments, playback, following: following && editingIndex === null, list, bring });
  useEffect(() => {
    if (jump) bring(jump.index);
    // Only a new request jumps: what is listed may change without one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [jump]);

  return (
    <ol
      ref={list}
      className="@container relative mt-3 border-t border-line [overflow-anchor:none]"
      style={{ height: virtualizer.getTotalSize() || "auto" }}
    >
      {virtualizer.getVirtualItems().map(({ index: place, key, start }) => {
        const index = shown[place] ?? 0;
        const segment = segments[index];
        return (
          segment && (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={place}
              data-segment={index}
              aria-setsize={shown.length}
              aria-posinset={place + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <SegmentRow
                segment={segment}
                selected={index === selectedIndex}
                editing={index === editingIndex}
                detailed={index === detailedIndex}
                found={match?.index === index ? match.words : null}
                why={index === selectedIndex ? why : null}
                {...rest}
              />
            </li>
          )
        );
      })}
    </ol>
  );
};
