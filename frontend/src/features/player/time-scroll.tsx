import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";

import { formatTime } from "@/lib/format";
import { t } from "@/lib/texts";
import type { TimeView } from "@/lib/time-view";
import { useTimeView } from "@/lib/time-view";

/** Of what is in sight, per press of an arrow key. */
const NUDGE = 0.25;

/** The part in sight as a thumb on the whole recording: drag it, click beside it, or use the arrow keys. */
export const TimeScroll = ({ view }: { view: TimeView }) => {
  const { startS, spanS } = useTimeView(view);
  const grabbedAt = useRef(0);
  if (!view.zoomed) return null;

  const timeAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * view.durationS;
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const time = timeAt(event);
    grabbedAt.current = view.contains(time) ? time - view.startS : spanS / 2;
    view.show(time - grabbedAt.current, spanS);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -NUDGE, ArrowRight: NUDGE, PageUp: -1, PageDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    view.pan(step * spanS);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("player.scroll")}
      aria-valuemin={0}
      aria-valuemax={Math.floor(view.durationS - spanS)}
      aria-valuenow={Math.floor(startS)}
      aria-valuetext={t("player.inSight", { from: formatTime(startS), to: formatTime(startS + spanS) })}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (event.buttons === 1) view.show(timeAt(event) - grabbedAt.current, spanS);
      }}
      onKeyDown={onKeyDown}
      className="relative h-6 cursor-grab touch-none active:cursor-grabbing"
    >
      <div className="absolute inset-x-0 top-2.5 h-1 rounded-full bg-sunken" />
      <div
        className="absolute top-2 h-2 min-w-3 rounded-full bg-line-strong"
        style={{ left: `${(startS / view.durationS) * 100}%`, width: `${(spanS / view.durationS) * 100}%` }}
      />
    </div>
  );
};
