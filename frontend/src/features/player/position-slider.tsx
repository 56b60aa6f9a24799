import type { KeyboardEvent, PointerEvent, ReactNode } from "react";

import type { Segment } from "@/api/generated/undertone";
import { emotionWord } from "@/lib/emotions";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { segmentIndexAt } from "@/lib/segment-times";
import { t } from "@/lib/texts";
import type { TimeView } from "@/lib/time-view";

export const STEP_S = 5;

type PositionSliderProps = {
  playback: Playback;
  segments: readonly Segment[];
  view: TimeView;
  children: ReactNode;
};

const shareAt = (event: PointerEvent): number => {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
};

/** "0:12 of 3:40, reads as sad": a moment, and what is heard there. */
function positionWords(segments: readonly Segment[], second: number, durationS: number): string {
  const moment = t("player.position", { time: formatTime(second), duration: formatTime(durationS) });
  const segment = segments[segmentIndexAt(segments, second)];
  return segment
    ? t("player.positionReads", { position: moment, emotion: emotionWord(segment.top) })
    : moment;
}

/** Makes what it holds a slider over the recording: drag, click, or Home and End. */
export const PositionSlider = ({ playback, segments, view, children }: PositionSliderProps) => {
  const second = usePlayback(playback, ({ time }) => Math.floor(time));
  const { durationS } = view;

  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      Home: 0,
      End: durationS,
      PageUp: playback.time + 6 * STEP_S,
      PageDown: playback.time - 6 * STEP_S,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    playback.seek(target);
    view.reveal(playback.time);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("player.positionName")}
      aria-valuemin={0}
      aria-valuemax={Math.floor(durationS)}
      aria-valuenow={Math.min(second, Math.floor(durationS))}
      aria-valuetext={positionWords(segments, second, durationS)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        playback.seek(view.timeAt(shareAt(event)));
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) playback.seek(view.timeAt(shareAt(event)));
      }}
      className="relative cursor-pointer touch-pan-y overflow-hidden rounded-sm"
    >
      {children}
    </div>
  );
};
