import { useCallback, useMemo, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Draw } from "@/components/canvas";
import { Canvas } from "@/components/canvas";
import { EmotionMark } from "@/components/emotion-mark";
import { Playhead } from "@/components/playhead";
import { Segmented } from "@/components/segmented";
import { TimeTrack } from "@/components/time-track";
import { drawLanes, lanesHeight } from "@/features/timeline/draw-lanes";
import { FLAG_GAP_PX, FLAG_LANE_PX, FLAGS, LANE_PX } from "@/features/timeline/lanes";
import { SegmentSlider, segmentWords } from "@/features/timeline/segment-slider";
import { SharesTable } from "@/features/timeline/shares-table";
import { TimeAxis } from "@/features/timeline/time-axis";
import type { ChartProps } from "@/lib/chart";
import type { Stream } from "@/lib/emotions";
import { emotionName, STREAM_NAMES, streamsOf } from "@/lib/emotions";
import { t } from "@/lib/texts";
import { useShownTheme } from "@/lib/theme";
import { useTimeView } from "@/lib/time-view";

type TimelineProps = Pick<ChartProps, "segments" | "labels" | "view" | "playback" | "selected" | "onSelect">;

/** Lanes are as high as they are drawn: names grow with the text as far as a lane holds them, and stand in the table whole. */
const LaneNames = ({ labels }: { labels: readonly string[] }) => (
  <ul aria-label={t("timeline.lanes")}>
    {labels.map((label) => (
      <li
        key={label}
        style={{ height: LANE_PX }}
        className="flex items-center gap-1 text-[min(0.75rem,18px)] leading-[1.2] text-ink-soft sm:gap-1.5"
      >
        <EmotionMark name={label} className="size-2.5" />
        <span className="truncate">{emotionName(label)}</span>
      </li>
    ))}
    {FLAGS.map((flag, place) => (
      <li
        key={flag}
        style={{ height: FLAG_LANE_PX, marginTop: place === 0 ? FLAG_GAP_PX : 0 }}
        className="truncate text-[min(0.6875rem,13px)] leading-[13px] text-ink-faint"
      >
        {t(`timeline.${flag}`)}
      </li>
    ))}
  </ul>
);

type LanesProps = Omit<TimelineProps, "onSelect"> & { stream: Stream };

const Lanes = ({ segments, labels, view, playback, selected, stream }: LanesProps) => {
  const theme = useShownTheme();
  const { startS, spanS } = useTimeView(view);
  const draw = useCallback<Draw>(
    (pen, box) => drawLanes(pen, box, { segments, labels, stream, selected, startS, spanS }),
    // The theme changes the tokens that are looked up.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [segments, labels, stream, selected, startS, spanS, theme],
  );
  const label = t("timeline.picture", { stream: STREAM_NAMES[stream], count: segments.length });
  return (
    <>
      <Canvas height={lanesHeight(labels)} draw={draw} label={label} />
      <Playhead playback={playback} startS={startS} durationS={spanS} />
    </>
  );
};

const Axis = ({ view }: Pick<TimelineProps, "view">) => <TimeAxis {...useTimeView(view)} />;

/** How the emotions ran: one lane per emotion, on the time axis of the waveform above. */
export const Timeline = (props: TimelineProps) => {
  const { segments, labels, view, playback, selected, onSelect } = props;
  const [stream, setStream] = useState<Stream>("fused");
  const streams = useMemo(() => streamsOf(segments.map(({ scores }) => scores)), [segments]);
  const [hovered, setHovered] = useState<Segment | null>(null);
  return (
    <section aria-label={t("timeline.name")} className="mt-4">
      <div className="mb-2 flex min-h-10 flex-wrap items-center justify-between gap-2">
        <Segmented
          label={t("timeline.of")}
          value={stream}
          onChange={setStream}
          choices={streams.map((each) => ({ value: each, label: STREAM_NAMES[each] }))}
        />
        <p aria-hidden="true" className="figures text-sm text-ink-soft">
          {hovered && segmentWords(hovered, stream)}
        </p>
      </div>
      <TimeTrack gutter={<LaneNames labels={labels} />}>
        <div className="relative">
          <Lanes {...{ segments, labels, view, playback, selected, stream }} />
          <SegmentSlider {...{ segments, stream, view, playback, selected, onSelect }} onHover={setHovered} />
        </div>
        <Axis view={view} />
      </TimeTrack>
      <details className="mt-2 text-sm">
        <summary>{t("timeline.asNumbers")}</summary>
        <div className="mt-2 max-w-2xl">
          <SharesTable segments={segments} labels={labels} stream={stream} />
        </div>
      </details>
    </section>
  );
};
