import { useEffect, useRef } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Playback } from "@/lib/playback";
import { segmentIndexAt } from "@/lib/segment-times";

/** Whoever scrolls is left alone for so long. */
const LEFT_ALONE_MS = 5000;

/** Where the row being played is wanted: between these shares of the window's height. */
const BAND = { from: 0.12, to: 0.7 };

/** Before the transcript has been scrolled up to here, one is looking at what is above it. */
const READING_FROM = 0.45;

type FollowOptions = {
  segments: readonly Segment[];
  playback: Playback;
  following: boolean;
  list: React.RefObject<HTMLElement | null>;
  /** Brings a segment's row to the middle. */
  bring: (index: number) => void;
};

/** Keeps the row being played in sight, for whoever is reading along. */
export function useFollowScroll({ segments, playback, following, list, bring }: FollowOptions): void {
  const scrolledAt = useRef(-Infinity);
  useEffect(() => {
    if (!following) return;
    const onScroll = () => {
      scrolledAt.current = performance.now();
    };
    const signals = ["wheel", "touchmove"] as const;
    for (const signal of signals) addEventListener(signal, onScroll, { passive: true });
    let shown = -1;
    const follow = () => {
      if (!playback.playing) return;
      const index = segmentIndexAt(segments, playback.time);
      if (index < 0 || index === shown) return;
      shown = index;
      const top = list.current?.getBoundingClientRect().top ?? Infinity;
      if (top > innerHeight * READING_FROM || performance.now() - scrolledAt.current < LEFT_ALONE_MS) return;
      const row = list.current?.querySelector(`[data-segment="${index}"]`)?.getBoundingClientRect();
      if (!row || row.top < innerHeight * BAND.from || row.bottom > innerHeight * BAND.to) bring(index);
    };
    const unsubscribe = playback.subscribe(follow);
    return () => {
      unsubscribe();
      for (const signal of signals) removeEventListener(signal, onScroll);
    };
  }, [segments, playback, following, list, bring]);
}
