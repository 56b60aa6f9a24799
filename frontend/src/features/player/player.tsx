import type { Peaks, Segment } from "@/api/generated/undertone";
import { Icon } from "@/components/icons";
import { Playhead } from "@/components/playhead";
import { TimeTrack } from "@/components/time-track";
import { EffectMarks } from "@/features/player/effect-marks";
import { EmotionRegions } from "@/features/player/emotion-regions";
import { PositionSlider } from "@/features/player/position-slider";
import { usePlayerKeys } from "@/features/player/use-player-keys";
import { Waveform } from "@/features/player/waveform";
import type { Weights } from "@/lib/explanation";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

const PlayButton = ({ playback }: { playback: Playback }) => {
  const playing = usePlayback(playback, (each) => each.playing);
  return (
    <button
      type="button"
      aria-label={playing ? "Pause" : "Play"}
      onClick={() => playback.toggle()}
      className="inline-flex size-12 items-center justify-center rounded-full bg-ink text-paper transition-colors hover:bg-ink-soft"
    >
      <Icon name={playing ? "pause" : "play"} />
    </button>
  );
};

const Clock = ({ playback, durationS }: { playback: Playback; durationS: number }) => {
  const second = usePlayback(playback, ({ time }) => Math.floor(time));
  return (
    <p className="figures text-xs text-ink-soft sm:text-sm">
      {formatTime(second)} <span className="text-ink-faint">/ {formatTime(durationS)}</span>
    </p>
  );
};

const Speed = ({ playback }: { playback: Playback }) => {
  const rate = usePlayback(playback, (each) => each.rate);
  return (
    <select
      aria-label="Speed"
      value={rate}
      onChange={(event) => playback.setRate(Number(event.target.value))}
      className="figures min-h-8 rounded-sm border border-line bg-surface px-1 text-xs text-ink-soft"
    >
      {RATES.map((each) => (
        <option key={each} value={each}>
          {each} ×
        </option>
      ))}
    </select>
  );
};

type PlayerProps = {
  peaks: Peaks;
  playback: Playback;
  segments: readonly Segment[];
  /** What an explained segment's answer rests on. */
  weights: Weights | null;
};

export const Player = ({ peaks, playback, segments, weights }: PlayerProps) => {
  usePlayerKeys(playback);
  const failed = usePlayback(playback, (each) => each.failed);
  return (
    <>
      <TimeTrack
        gutter={
          <div className="flex h-full flex-col items-start justify-between gap-1.5">
            <PlayButton playback={playback} />
            <Clock playback={playback} durationS={peaks.duration_s} />
            <Speed playback={playback} />
          </div>
        }
      >
        <PositionSlider playback={playback} durationS={peaks.duration_s}>
          <EmotionRegions segments={segments} durationS={peaks.duration_s} />
          <div className="py-2.5">
            <Waveform peaks={peaks} playback={playback} />
          </div>
          {weights && <EffectMarks weights={weights} durationS={peaks.duration_s} />}
          <Playhead playback={playback} durationS={peaks.duration_s} />
        </PositionSlider>
      </TimeTrack>
      {failed && (
        <p role="alert" className="mt-2 text-sm text-danger">
          The sound could not be played. The transcript and the scores are not affected.
        </p>
      )}
    </>
  );
};
