import type { ReactNode } from "react";
import { useEffect, useRef } from "react";

import type { Peaks, Segment } from "@/api/generated/undertone";
import { Playhead } from "@/components/playhead";
import { TimeTrack } from "@/components/time-track";
import { EffectMarks } from "@/features/player/effect-marks";
import { PositionSlider } from "@/features/player/position-slider";
import { TimeScroll } from "@/features/player/time-scroll";
import { Clock, PlayButton, Speed } from "@/features/player/transport";
import { useWheelZoom } from "@/features/player/use-wheel-zoom";
import { Waveform } from "@/features/player/waveform";
import { Zoom } from "@/features/player/zoom";
import type { Weights } from "@/lib/explanation";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { t } from "@/lib/texts";
import type { TimeView } from "@/lib/time-view";
import { useTimeView } from "@/lib/time-view";

type PlayerProps = {
  peaks: Peaks;
  playback: Playback;
  view: TimeView;
  segments: readonly Segment[];
  /** What an explained segment's answer rests on. */
  weights: Weights | null;
  /** Whatever belongs to playing: it stands beside the zoom. */
  tools: ReactNode;
  /** What shares the time axis, below the waveform. */
  children: ReactNode;
};

/** While it plays, the page of the axis turns with the playhead. */
function useTurnedPages(view: TimeView, playback: Playback): void {
  useEffect(
    () =>
      playback.subscribe(() => {
        if (playback.playing) view.reveal(playback.time);
      }),
    [view, playback],
  );
}

const MovingPlayhead = ({ playback, view }: { playback: Playback; view: TimeView }) => {
  const { startS, spanS } = useTimeView(view);
  return <Playhead playback={playback} startS={startS} durationS={spanS} />;
};

export const Player = ({ peaks, playback, view, segments, weights, tools, children }: PlayerProps) => {
  const axis = useRef<HTMLDivElement>(null);
  useWheelZoom(axis, view);
  useTurnedPages(view, playback);
  const failed = usePlayback(playback, (each) => each.failed);
  return (
    <>
      <div ref={axis}>
        <TimeTrack
          gutter={
            <div className="flex h-full flex-col items-start justify-between gap-1.5">
              <PlayButton playback={playback} />
              <Clock playback={playback} durationS={peaks.duration_s} />
              <Speed playback={playback} />
            </div>
          }
        >
          <PositionSlider playback={playback} segments={segments} view={view}>
            <Waveform peaks={peaks} segments={segments} playback={playback} view={view} />
            {weights && <EffectMarks weights={weights} view={view} />}
            <MovingPlayhead playback={playback} view={view} />
          </PositionSlider>
        </TimeTrack>
        {children}
      </div>
      <TimeTrack gutter={null}>
        <TimeScroll view={view} />
      </TimeTrack>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-1 gap-y-1 border-t border-line pt-2 sm:gap-x-4">
        <Zoom view={view} playback={playback} />
        <div className="flex flex-wrap items-center gap-1">{tools}</div>
      </div>
      {failed && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {t("player.failed")}
        </p>
      )}
    </>
  );
};
