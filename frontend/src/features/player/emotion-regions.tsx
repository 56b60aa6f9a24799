import type { Segment } from "@/api/generated/undertone";
import { EMOTIONS, emotionHue } from "@/lib/emotions";
import { barsPath } from "@/lib/time-bars";

type EmotionRegionsProps = { segments: readonly Segment[]; durationS: number };

/** Tints the waveform by how each segment reads, with a firm line below; the timeline underneath has the names. */
export const EmotionRegions = ({ segments, durationS }: EmotionRegionsProps) => (
  <svg
    viewBox={`0 0 ${durationS} 100`}
    preserveAspectRatio="none"
    aria-hidden="true"
    className="pointer-events-none absolute inset-0 size-full"
  >
    {EMOTIONS.map((emotion) => {
      const own = segments.filter((segment) => segment.top === emotion);
      const at = (top: number) =>
        barsPath(
          own.map((segment) => ({ startS: segment.start_s, endS: segment.end_s, top, bottom: 100 })),
          durationS,
        );
      return (
        own.length > 0 && (
          <g key={emotion} fill={emotionHue(emotion)}>
            <path d={at(0)} opacity={0.15} />
            <path d={at(95)} />
          </g>
        )
      );
    })}
  </svg>
);
