import { useCallback, useEffect, useRef } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { Result, Segment } from "@/api/generated/undertone";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import type { Reading } from "@/lib/reading";
import { segmentIndexBy } from "@/lib/segment-times";
import { t } from "@/lib/texts";

export type Selection = {
  segment: Segment | null;
  /** The index of the one asked for last, which the page may not have drawn yet: keys that follow each other fast go by it. */
  latest: () => number | null;
  /** Whether the chosen segment's reading is to be explained. */
  why: boolean;
  select: (segment: Segment | null) => void;
  toggleWhy: (segment: Segment) => void;
};

/** The chosen segment, and whether it is explained, stand in the address, so that a link can point at them. */
export function useSelection(segments: readonly Segment[]): Selection {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const number = params.get("segment");
  const why = params.has("why");
  const shown = useRef({ number, why });
  useEffect(() => {
    shown.current = { number, why };
  });
  // Both stay the same functions, whatever is chosen: rows that get them need not be drawn again.
  const go = useCallback(
    (next: Record<string, string>) =>
      void navigate(
        // What opened a shared analysis stands behind the #, and stays there.
        { search: new URLSearchParams(next).toString(), hash: location.hash },
        { replace: true, preventScrollReset: true },
      ),
    [navigate],
  );
  const segment = segments[Number(number) - 1] ?? null;
  const chosen = segment?.index ?? null;

  // What was asked for counts until the address catches up with it, or something else is chosen there.
  const asked = useRef<readonly (number | null)[]>([]);
  useEffect(() => {
    const at = asked.current.indexOf(chosen);
    asked.current = at < 0 ? [] : asked.current.slice(at + 1);
  }, [chosen]);
  const latest = () => (asked.current.length > 0 ? (asked.current.at(-1) ?? null) : chosen);

  const select = useCallback(
    (wanted: Segment | null) => {
      asked.current = [...asked.current, wanted?.index ?? null];
      go(wanted ? { segment: numberOf(wanted) } : {});
    },
    [go],
  );
  const toggleWhy = useCallback(
    (wanted: Segment) => {
      const own = numberOf(wanted);
      const open = shown.current.why && own === shown.current.number;
      asked.current = [...asked.current, wanted.index];
      go(open ? { segment: own } : { segment: own, why: "1" });
    },
    [go],
  );
  return { segment, latest, why, select, toggleWhy };
}

/** Segments are counted from 1, as people do. */
const numberOf = ({ index }: Segment): string => String(index + 1);

const segmentSubject = (segment: Segment): string =>
  t("analysis.subject.segment", {
    number: segment.index + 1,
    from: formatTime(segment.start_s),
    to: formatTime(segment.end_s),
  });

export type Shown = { reading: Reading; subject: string; shownSegment: Segment | null };

const ofSegment = (segment: Segment): Shown => ({
  reading: segment,
  subject: segmentSubject(segment),
  shownSegment: segment,
});

/** What the radar shows: the chosen segment, else the whole, else (while it runs) the newest segment. */
export function radarSubject(result: Result, selected: Segment | null): Shown | null {
  if (selected) return ofSegment(selected);
  if (result.overall)
    return { reading: result.overall, subject: t("analysis.subject.whole"), shownSegment: null };
  const newest = result.segments.at(-1);
  if (!newest) return null;
  const subject = t("analysis.subject.newest", { segment: segmentSubject(newest) });
  return { reading: newest, subject, shownSegment: null };
}

/** The segment being played, once it is to be followed; between two, the one before. */
export function useFollowed(
  segments: readonly Segment[],
  playback: Playback,
  following: boolean,
): Shown | null {
  const index = usePlayback(playback, ({ playing, time }) =>
    following && playing ? segmentIndexBy(segments, time) : -1,
  );
  const segment = segments[index];
  return segment ? ofSegment(segment) : null;
}

/** Where playing stops, one stays: the segment heard last is the chosen one. */
export function useStayWherePaused(
  segments: readonly Segment[],
  playback: Playback,
  following: boolean,
  select: (segment: Segment) => void,
): void {
  useEffect(() => {
    let played = playback.playing;
    return playback.subscribe(() => {
      const { playing, time } = playback;
      if (played && !playing && following) {
        const segment = segments[segmentIndexBy(segments, time)];
        if (segment) select(segment);
      }
      played = playing;
    });
  }, [segments, playback, following, select]);
}

/** On a narrow screen the radar stands above the transcript: a chosen segment brings it into sight, unless explained there. */
export function useShownWhenChosen(selected: Segment | null, why: boolean, playback: Playback) {
  const panel = useRef<HTMLDivElement>(null);
  const index = selected?.index ?? null;
  useEffect(() => {
    if (index !== null && !why && !playback.playing && !matchMedia("(min-width: 1024px)").matches)
      panel.current?.scrollIntoView({ block: "nearest" });
  }, [index, why, playback]);
  return panel;
}
