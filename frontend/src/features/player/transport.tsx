import { Icon } from "@/components/icons";
import { formatNumber, formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { RATES, usePlayback } from "@/lib/playback";
import { t } from "@/lib/texts";

/** What plays the sound: the same pieces beside the waveform and in the bar that stays in sight. */

type PlaybackProps = { playback: Playback };

export const PlayButton = ({ playback, small = false }: PlaybackProps & { small?: boolean }) => {
  const playing = usePlayback(playback, (each) => each.playing);
  if (playback.silent) return null;
  return (
    <button
      type="button"
      aria-label={playing ? t("player.pause") : t("player.play")}
      onClick={() => playback.toggle()}
      className={`inline-flex shrink-0 items-center justify-center rounded-full bg-ink text-paper transition-colors hover:bg-ink-soft ${small ? "size-10" : "size-12"}`}
    >
      <Icon name={playing ? "pause" : "play"} />
    </button>
  );
};

export const Clock = ({ playback, durationS }: PlaybackProps & { durationS: number }) => {
  const second = usePlayback(playback, ({ time }) => Math.floor(time));
  return (
    <p className="figures text-xs text-ink-soft sm:text-sm">
      {formatTime(second)} <span className="whitespace-nowrap text-ink-faint">/ {formatTime(durationS)}</span>
    </p>
  );
};

export const Speed = ({ playback }: PlaybackProps) => {
  const rate = usePlayback(playback, (each) => each.rate);
  if (playback.silent) return null;
  return (
    <select
      aria-label={t("player.speed")}
      value={rate}
      onChange={(event) => playback.setRate(Number(event.target.value))}
      className="figures min-h-8 rounded-sm border border-line bg-surface px-1 text-xs text-ink-soft"
    >
      {RATES.map((each) => (
        <option key={each} value={each}>
          {formatNumber(each, each % 0.5 === 0 ? (each % 1 === 0 ? 0 : 1) : 2)} ×
        </option>
      ))}
    </select>
  );
};
