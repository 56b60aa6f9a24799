import type { Segment } from "@/api/generated/undertone";
import { cn } from "@/lib/cn";
import { formatFrequency, formatPercent, withUnit } from "@/lib/format";
import { t } from "@/lib/texts";

type Quality = Segment["quality"];

/** The measures that there are, each with its name; results of before it was measured have no bandwidth. */
function measures({
  snr_db,
  clipping,
  speech_ratio,
  bandwidth_hz,
}: Quality): [name: string, words: string][] {
  return [
    [
      t("radar.quality.snr"),
      snr_db === null ? t("radar.quality.unknown") : withUnit(Math.round(snr_db), "dB"),
    ],
    [t("radar.quality.clipping"), clipping > 0 ? formatPercent(clipping) : t("radar.quality.no")],
    [t("radar.quality.speech"), formatPercent(speech_ratio)],
    ...(typeof bandwidth_hz === "number"
      ? ([[t("radar.quality.bandwidth"), formatFrequency(bandwidth_hz)]] satisfies [string, string][])
      : []),
  ];
}

/** How good the sound of a segment is: what is read from poor sound is read with more doubt. */
export const SoundQuality = ({ quality, className }: { quality: Quality; className?: string }) => (
  <dl
    aria-label={t("radar.quality.name")}
    className={cn("figures flex flex-wrap gap-x-6 gap-y-2", className ?? "mt-4 border-t border-line pt-3")}
  >
    {measures(quality).map(([name, words]) => (
      <div key={name}>
        <dt className="text-xs text-ink-faint">{name}</dt>
        <dd className="text-sm text-ink-soft">{words}</dd>
      </div>
    ))}
  </dl>
);
