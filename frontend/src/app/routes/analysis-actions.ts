import { useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Selection } from "@/app/routes/analysis-selection";
import type { Actions } from "@/features/analysis/use-analysis-keys";
import { STEP_S } from "@/features/player/position-slider";
import { ZOOM_STEP } from "@/features/player/zoom";
import type { Landmark } from "@/features/transcript/finding";
import { nextLandmark } from "@/features/transcript/finding";
import type { Jump } from "@/features/transcript/segment-list";
import type { Corrections } from "@/features/transcript/use-corrections";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { chipWords } from "@/lib/reading";
import { segmentIndexBy } from "@/lib/segment-times";
import { t } from "@/lib/texts";
import type { TimeView } from "@/lib/time-view";

type Moves = {
  /** The latest request to bring a segment into sight. */
  jump: Jump | null;
  /** Of the segment gone to, for screen readers. */
  said: string;
  /** Only brings it into sight and on the radar. */
  show: (index: number) => void;
  /** Goes there with the sound, too. */
  goTo: (index: number | null) => void;
  goToLandmark: (landmark: Landmark, backwards?: boolean) => void;
  /** The segment that keys act on: the chosen one, or the one being heard. */
  current: () => number;
};

/** An element that was sent to a moment may stand a hair before it. */
const JUST_BEFORE_S = 0.05;

/** Going from segment to segment. */
export function useMoves(
  segments: readonly Segment[],
  { latest, select }: Selection,
  playback: Playback,
  view: TimeView,
): Moves {
  const [jump, setJump] = useState<Jump | null>(null);
  const [said, setSaid] = useState("");

  const current = () => {
    const index = playback.playing ? null : latest();
    return index ?? segmentIndexBy(segments, playback.time + JUST_BEFORE_S);
  };
  const show = (index: number) => {
    const segment = segments[index];
    if (!segment) return;
    select(segment);
    setJump({ index });
    setSaid(
      t("analysis.wentTo", {
        number: index + 1,
        count: segments.length,
        time: formatTime(segment.start_s),
        reading: chipWords(segment.top, segment.scores.fused?.[segment.top]),
        text: segment.text,
      }),
    );
  };
  const goTo = (index: number | null) => {
    const segment = segments[index ?? -1];
    if (!segment) return;
    show(segment.index);
    playback.seek(segment.start_s);
    view.reveal(segment.start_s);
  };
  const goToLandmark = (landmark: Landmark, backwards = false) =>
    goTo(nextLandmark(segments, current(), landmark, backwards ? -1 : 1));
  return { jump, said, show, goTo, goToLandmark, current };
}

type KeyOptions = {
  segments: readonly Segment[];
  selection: Selection;
  playback: Playback;
  view: TimeView;
  moves: Moves;
  corrections: Corrections;
  editable: boolean;
  onEdit: (index: number) => void;
  onFollow: () => void;
  onHelp: () => void;
};

const focusSearch = () => {
  const box = document.querySelector<HTMLInputElement>("[data-transcript-search]");
  box?.focus();
  box?.scrollIntoView({ block: "center" });
};

/** What each key does. */
export function useKeyActions(options: KeyOptions): Actions {
  const { segments, selection, playback, view, moves, corrections, editable, onEdit, onFollow, onHelp } =
    options;
  const seek = (seconds: number) => {
    playback.seek(playback.time + seconds);
    view.reveal(playback.time);
  };
  const step = (by: number) => moves.goTo(Math.min(segments.length - 1, Math.max(0, moves.current() + by)));
  const edit = () => {
    const index = Math.max(0, moves.current());
    if (!editable || !segments[index]) return;
    moves.show(index);
    onEdit(index);
  };
  const explain = () => {
    const segment = segments[Math.max(0, moves.current())];
    if (!editable || !segment) return;
    moves.show(segment.index);
    selection.toggleWhy(segment);
  };
  return {
    play: () => playback.toggle(),
    back: (fine) => seek(fine ? -1 : -STEP_S),
    forward: (fine) => seek(fine ? 1 : STEP_S),
    slower: () => playback.changeRate(-1),
    faster: () => playback.changeRate(1),
    previousSegment: () => step(-1),
    nextSegment: () => step(1),
    nextUnsure: (backwards) => moves.goToLandmark("unsure", backwards),
    nextDisagreement: (backwards) => moves.goToLandmark("disagreement", backwards),
    nextChange: (backwards) => moves.goToLandmark("change", backwards),
    whole: () => selection.select(null),
    why: explain,
    edit,
    undo: () => void corrections.undo?.(),
    redo: () => void corrections.redo?.(),
    search: focusSearch,
    follow: onFollow,
    zoomIn: () => view.zoom(ZOOM_STEP, playback.time),
    zoomOut: () => view.zoom(1 / ZOOM_STEP, playback.time),
    zoomWhole: () => view.whole(),
    help: onHelp,
  };
}
