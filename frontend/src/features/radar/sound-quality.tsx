import type { Segment } from "@/api/generated/undertone";
import { formatFrequency, formatPercent, withUnit } from "@/lib/format";

type Quality = Segment["quality"];

/** The measures that there are, each with its name; results of before it was measured have no bandwidth. */
function measures({
  snr_db,
  clipping,
  speech_ratio,
  bandwidth_hz,
}: Quality): [name: string, words: string][] {
  return [
    ["Above the noise", snr_db === null ? "not measurable" : withUnit(Math.round(snr_db), "dB")],
    ["Clipped", clipping > 0 ? formatPercent(clipping) : "no"],
    ["Speech in it", formatPercent(speech_ratio)],
    ...(typeof bandwidth_hz === "number"
      ? ([["Heard up to", formatFrequency(bandwidth_hz)]] satisfies [string, string][])
      : []),
  ];
}

/** How good the sound of a segment is: what is read from poor sound is read with more doubt. */
export const SoundQuality = ({ quality }: { quality: Quality }) => (
  <dl
    aria-label="Sound quality"
    className="figures mt-4 flex flex-wrap gap-x-6 gap-y-2 border-t border-line pt-3"
  >
    {measures(quality).map(([name, words]) => (
      <div key={name}>
        <dt className="text-xs text-ink-faint">{name}</dt>
        <dd className="text-sm text-ink-soft">{words}</dd>
      </div>
    ))}
  </dl>
);
