import type { KeyboardEvent, PointerEvent, ReactNode } from "react";

import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";

export const STEP_S = 5;

type PositionSliderProps = { playback: Playback; durationS: number; children: ReactNode };

const shareAt = (event: PointerEvent): number => {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
};

/** Makes what it holds a slider over the recording: drag, click, or Home and End. */
export const PositionSlider = ({ playback, durationS, children }: PositionSliderProps) => {
  const second = usePlayback(playback, ({ time }) => Math.floor(time));

  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      Home: 0,
      End: durationS,
      ArrowUp: playback.time + STEP_S,
      ArrowDown: playback.time - STEP_S,
      PageUp: playback.time + 6 * STEP_S,
      PageDown: playback.time - 6 * STEP_S,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    playback.seek(target);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.floor(durationS)}
      aria-valuenow={Math.min(second, Math.floor(durationS))}
      aria-valuetext={`${formatTime(second)} of ${formatTime(durationS)}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        playback.seek(shareAt(event) * durationS);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) playback.seek(shareAt(event) * durationS);
      }}
      className="relative cursor-pointer touch-pan-y overflow-hidden rounded-sm"
    >
      {children}
    </div>
  );
};
