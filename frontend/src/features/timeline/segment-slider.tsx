import type { KeyboardEvent, PointerEvent } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Stream } from "@/lib/emotions";
import { strongest } from "@/lib/emotions";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { chipWords } from "@/lib/reading";
import { segmentIndexAt, segmentIndexBy } from "@/lib/segment-times";
import { t } from "@/lib/texts";
import type { TimeView } from "@/lib/time-view";

/** "0:12–0:15 · Sad 62 %", of one stream. */
export function segmentWords(segment: Segment, stream: Stream): string {
  const top = strongest(segment.scores[stream]);
  const reading = top ? chipWords(top.name, top.probability) : t("timeline.unread");
  return `${formatTime(segment.start_s)}–${formatTime(segment.end_s)} · ${reading}`;
}

type SegmentSliderProps = {
  segments: readonly Segment[];
  stream: Stream;
  view: TimeView;
  playback: Playback;
  selected: Segment | null;
  onSelect: (segment: Segment) => void;
  onHover: (segment: Segment | null) => void;
};

/** Lies over the lanes: a click goes to a moment, arrow keys go from segment to segment, and each is said. */
export const SegmentSlider = ({
  segments,
  stream,
  view,
  playback,
  selected,
  onSelect,
  onHover,
}: SegmentSliderProps) => {
  const played = usePlayback(playback, ({ time }) => segmentIndexBy(segments, time));
  const index = selected ? selected.index : Math.max(0, played);
  const current = segments[index];

  const at = (event: PointerEvent): { timeS: number; segment: Segment | undefined } => {
    const box = event.currentTarget.getBoundingClientRect();
    const timeS = view.timeAt((event.clientX - box.left) / box.width);
    return { timeS, segment: segments[segmentIndexAt(segments, timeS)] };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: segments.length - 1,
    };
    const segment = segments[targets[event.key] ?? -1];
    if (!segment) return;
    event.preventDefault();
    onSelect(segment);
    playback.seek(segment.start_s);
    view.reveal(segment.start_s);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("timeline.segment")}
      aria-valuemin={segments.length > 0 ? 1 : 0}
      aria-valuemax={segments.length}
      aria-valuenow={segments.length > 0 ? index + 1 : 0}
      aria-valuetext={
        current
          ? t("timeline.segmentOf", {
              number: index + 1,
              count: segments.length,
              reading: segmentWords(current, stream),
            })
          : t("timeline.none")
      }
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onHover(at(event).segment ?? null)}
      onPointerLeave={() => onHover(null)}
      onPointerDown={(event) => {
        const { timeS, segment } = at(event);
        playback.seek(timeS);
        if (segment) onSelect(segment);
      }}
      className="absolute inset-0 cursor-pointer touch-pan-y"
    />
  );
};
