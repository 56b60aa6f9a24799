import { emotionHue } from "@/lib/emotions";
import type { Weights } from "@/lib/explanation";
import { fullStrength } from "@/lib/explanation";
import type { TimeView } from "@/lib/time-view";
import { useTimeView } from "@/lib/time-view";

/** Of the waveform's height, at full strength. */
const REACH = 36;
const FLOOR = 95; // the firm line of the emotion regions begins here

/** On the waveform, what spoke for an explained answer hangs from the top, what spoke against it stands on the floor. */
export const EffectMarks = ({ weights, view }: { weights: Weights; view: TimeView }) => {
  const { startS: sightS, spanS } = useTimeView(view);
  const { voice, label } = weights;
  const full = fullStrength(voice);
  const [first, last] = [voice[0], voice.at(-1)];
  return (
    <svg
      viewBox={`${sightS} 0 ${spanS} 100`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-explained={label}
      className="pointer-events-none absolute inset-0 size-full"
    >
      {voice.map(({ startS, endS, points }) => {
        const height = (Math.abs(points) / full) * REACH;
        return (
          <rect
            key={startS}
            x={startS}
            width={endS - startS}
            height={height}
            y={points > 0 ? 0 : FLOOR - height}
            fill={points > 0 ? emotionHue(label) : "var(--ink-faint)"}
            opacity={points > 0 ? 1 : 0.5}
          />
        );
      })}
      {first && last && (
        <rect
          x={first.startS}
          width={last.endS - first.startS}
          height={100}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
};
