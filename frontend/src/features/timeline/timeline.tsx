import type { PointerEvent } from "react";
import { useMemo, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { Playhead } from "@/components/playhead";
import { Segmented } from "@/components/segmented";
import { TimeTrack } from "@/components/time-track";
import { LANE_PX, laneBars, segmentAt, ticks } from "@/features/timeline/lanes";
import type { ChartProps } from "@/lib/chart";
import type { Stream } from "@/lib/emotions";
import { emotionHue, emotionName, STREAM_NAMES, STREAMS, strongest } from "@/lib/emotions";
import { formatTime } from "@/lib/format";
import { chipWords } from "@/lib/reading";
import { barsPath } from "@/lib/time-bars";

type TimelineProps = Pick<
  ChartProps,
  "segments" | "labels" | "durationS" | "playback" | "selected" | "onSelect"
>;

const hoverWords = (segment: Segment, stream: Stream): string => {
  const top = strongest(segment.scores[stream]);
  const reading = top ? chipWords(top.name, top.probability) : "could not be read";
  return `${formatTime(segment.start_s)}–${formatTime(segment.end_s)} · ${reading}`;
};

const LaneNames = ({ labels }: { labels: readonly string[] }) => (
  <ul aria-label="Emotions, top to bottom">
    {labels.map((label) => (
      <li key={label} style={{ height: LANE_PX }} className="flex items-center gap-1.5 text-xs text-ink-soft">
        <EmotionMark name={label} className="size-2.5" />
        <span className="truncate">{emotionName(label)}</span>
      </li>
    ))}
  </ul>
);

type LanesProps = Pick<TimelineProps, "segments" | "labels" | "durationS" | "selected"> & { stream: Stream };

const Lanes = ({ segments, labels, durationS, selected, stream }: LanesProps) => {
  const height = labels.length * LANE_PX;
  const paths = useMemo(
    () => labels.map((label, lane) => barsPath(laneBars(segments, stream, label, lane), durationS)),
    [segments, labels, durationS, stream],
  );
  return (
    <svg
      role="img"
      aria-label={`Emotions over time, ${STREAM_NAMES[stream].toLowerCase()}: ${segments.length} segments, each also in the transcript.`}
      viewBox={`0 0 ${durationS} ${height}`}
      preserveAspectRatio="none"
      className="block w-full"
      style={{ height }}
    >
      {selected && (
        <rect
          x={selected.start_s}
          width={selected.end_s - selected.start_s}
          height={height}
          fill="var(--sunken)"
        />
      )}
      {labels.map((label, lane) => (
        <g key={label}>
          <rect y={(lane + 1) * LANE_PX - 0.5} width={durationS} height={0.5} fill="var(--line)" />
          <path d={paths[lane]} fill={emotionHue(label)} />
        </g>
      ))}
    </svg>
  );
};

const TimeAxis = ({ durationS }: { durationS: number }) => (
  <div aria-hidden="true" className="figures relative h-5 text-xs text-ink-faint">
    {ticks(durationS).map((second) => (
      <span
        key={second}
        className="absolute top-1"
        style={{
          left: `${(second / durationS) * 100}%`,
          transform: second / durationS > 0.95 ? "translateX(-100%)" : "",
        }}
      >
        {formatTime(second)}
      </span>
    ))}
  </div>
);

/** How the emotions ran: one lane per emotion, on the time axis of the waveform above. */
export const Timeline = ({ segments, labels, durationS, playback, selected, onSelect }: TimelineProps) => {
  const [stream, setStream] = useState<Stream>("fused");
  const [hovered, setHovered] = useState<Segment | null>(null);

  const at = (event: PointerEvent): { timeS: number; segment: Segment | undefined } => {
    const box = event.currentTarget.getBoundingClientRect();
    const timeS = ((event.clientX - box.left) / box.width) * durationS;
    return { timeS, segment: segmentAt(segments, timeS) };
  };

  return (
    <section aria-label="Emotion timeline" className="mt-4">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label="Timeline of"
          value={stream}
          onChange={setStream}
          choices={STREAMS.map((each) => ({ value: each, label: STREAM_NAMES[each] }))}
        />
        <p aria-hidden="true" className="figures text-sm text-ink-soft">
          {hovered && hoverWords(hovered, stream)}
        </p>
      </div>
      <TimeTrack gutter={<LaneNames labels={labels} />}>
        <div
          className="relative cursor-pointer"
          onPointerMove={(event) => setHovered(at(event).segment ?? null)}
          onPointerLeave={() => setHovered(null)}
          onPointerDown={(event) => {
            const { timeS, segment } = at(event);
            playback.seek(timeS);
            if (segment) onSelect(segment);
          }}
        >
          <Lanes {...{ segments, labels, durationS, selected, stream }} />
          <Playhead playback={playback} durationS={durationS} />
        </div>
        <TimeAxis durationS={durationS} />
      </TimeTrack>
    </section>
  );
};
