import { useMemo } from "react";

import type { Peaks, Segment } from "@/api/generated/undertone";
import { Playhead } from "@/components/playhead";
import { useClosePeaks } from "@/lib/close-peaks";
import { emotionHue, emotionWord } from "@/lib/emotions";
import type { StretchWeight, Weights } from "@/lib/explanation";
import { fullStrength } from "@/lib/explanation";
import { formatMoment, formatPoints } from "@/lib/format";
import type { Outline } from "@/lib/peaks";
import { finestFor, wholeOutline } from "@/lib/peaks";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";
import { hatchTint } from "@/lib/tints";

/** Half of the drawing's height at full strength, in percent. */
const REACH = 46;

/** The outline of the sound between two moments, mirrored at the middle of a box of 100 by 100. */
function drawn(outline: Outline, startS: number, endS: number): string {
  const lengthS = outline.endS - outline.startS;
  const at = (seconds: number) => Math.round(((seconds - outline.startS) / lengthS) * outline.peaks.length);
  const own = outline.peaks.slice(at(startS), Math.max(at(endS), at(startS) + 1));
  const loudest = Math.max(...own, 0.01);
  return own
    .map((peak, index) => {
      const half = Math.max(1, (peak / loudest) * REACH);
      return `M${((index + 0.5) / own.length) * 100} ${50 - half}v${2 * half}`;
    })
    .join("");
}

const SoundCloseUp = ({ peaks, startS, endS }: { peaks: Peaks; startS: number; endS: number }) => {
  const whole = useMemo(() => wholeOutline(peaks), [peaks]);
  const parts = useClosePeaks({ startS, spanS: endS - startS }, whole);
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" className="absolute inset-0 size-full">
      <path
        d={drawn(finestFor(startS, endS, parts, whole), startS, endS)}
        stroke="var(--line)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
};

const Bar = ({
  stretch,
  segment,
  full,
  label,
}: {
  stretch: StretchWeight;
  segment: Segment;
  full: number;
  label: string;
}) => {
  const lengthS = segment.end_s - segment.start_s;
  const height = (Math.abs(stretch.points) / full) * REACH;
  const speaksFor = stretch.points > 0;
  return (
    <div
      data-effect={speaksFor ? "for" : "against"}
      className={speaksFor ? "absolute" : "absolute border border-ink-faint"}
      style={{
        left: `calc(${((stretch.startS - segment.start_s) / lengthS) * 100}% + 0.5px)`,
        width: `calc(${((stretch.endS - stretch.startS) / lengthS) * 100}% - 1px)`,
        height: `${height}%`,
        ...(speaksFor
          ? { bottom: "50%", background: emotionHue(label) }
          : { top: "50%", backgroundImage: hatchTint(1) }),
      }}
    />
  );
};

type StretchChartProps = {
  segment: Segment;
  weights: Weights;
  peaks: Peaks | undefined;
  playback: Playback;
};

/** The segment's sound close up: bars rise where it speaks for the answer and hang where it speaks against it. */
export const StretchChart = ({ segment, weights, peaks, playback }: StretchChartProps) => {
  const { start_s: startS, end_s: endS } = segment;
  const full = fullStrength(weights.voice);
  return (
    <figure>
      <div
        className="relative h-24 cursor-pointer overflow-hidden rounded-sm bg-sunken"
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          playback.seek(startS + ((event.clientX - box.left) / box.width) * (endS - startS));
        }}
      >
        <div
          role="img"
          aria-label={t("explanation.picture", {
            emotion: emotionWord(weights.label),
            count: weights.voice.length,
            from: formatMoment(startS),
            to: formatMoment(endS),
          })}
          className="absolute inset-0"
        >
          {peaks && <SoundCloseUp {...{ peaks, startS, endS }} />}
          {weights.voice.map((stretch) => (
            <Bar key={stretch.startS} {...{ stretch, segment, full }} label={weights.label} />
          ))}
          <div className="absolute inset-x-0 top-1/2 h-px bg-line-strong" />
        </div>
        <Playhead playback={playback} startS={startS} durationS={endS - startS} />
      </div>
      <figcaption className="figures mt-1 flex justify-between gap-4 text-xs text-ink-faint">
        <span>{formatMoment(startS)}</span>
        <span className="text-center">{t("explanation.closeUp", { points: formatPoints(full) })}</span>
        <span>{formatMoment(endS)}</span>
      </figcaption>
    </figure>
  );
};
