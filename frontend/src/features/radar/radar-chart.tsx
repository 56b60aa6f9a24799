import type { Ref } from "react";

import { EmotionAxes, RingLabels } from "@/features/radar/emotion-axes";
import { facetPoints, HEIGHT, polygonPoints, radiiOf, vertices, WIDTH } from "@/features/radar/geometry";
import { STREAM_LINES } from "@/features/radar/stream-style";
import { useMorph } from "@/features/radar/use-morph";
import type { Stream, StreamScores } from "@/lib/emotions";
import { emotionHue } from "@/lib/emotions";

type ShapeProps = { labels: readonly string[]; radii: readonly number[] };

/** The fused reading: one facet per emotion, in its hue. */
const FusedShape = ({ labels, radii }: ShapeProps) => {
  const points = vertices(useMorph(radii));
  return (
    <g data-stream="fused">
      {labels.map((label, index) => (
        <polygon
          key={label}
          points={facetPoints(points, index)}
          fill={emotionHue(label)}
          fillOpacity={0.62}
          stroke={emotionHue(label)}
          strokeOpacity={0.62}
          strokeWidth={0.4}
        />
      ))}
      <polygon
        points={polygonPoints(points)}
        fill="none"
        stroke="var(--ink)"
        strokeWidth={STREAM_LINES.fused.width}
        strokeLinejoin="round"
      />
    </g>
  );
};

/** Below this share of the markers would only crowd the centre. */
const MARKED = 0.06;

const LineShape = ({ radii, stream }: { radii: readonly number[]; stream: "voice" | "words" }) => {
  const points = vertices(useMorph(radii));
  const { dash, width, marker } = STREAM_LINES[stream];
  return (
    <g data-stream={stream}>
      <polygon
        points={polygonPoints(points)}
        fill="none"
        stroke="var(--ink)"
        strokeWidth={width}
        strokeDasharray={dash}
        strokeLinecap={stream === "words" ? "round" : "butt"}
        strokeLinejoin="round"
      />
      {points.map(({ x, y }, index) =>
        (radii[index] ?? 0) < MARKED ? null : marker === "circle" ? (
          <circle key={index} cx={x} cy={y} r={3} fill="var(--ink)" />
        ) : (
          <rect
            key={index}
            x={x - 3}
            y={y - 3}
            width={6}
            height={6}
            fill="var(--surface)"
            stroke="var(--ink)"
            strokeWidth={1.4}
          />
        ),
      )}
    </g>
  );
};

type RadarChartProps = {
  labels: readonly string[];
  scores: StreamScores;
  streams: readonly Stream[];
  description: string;
  ref?: Ref<SVGSVGElement>;
};

/**
 * The radar is drawn here, not by a chart library: coloured facets, streams told apart by line and marker, the morph
 * and the export all need the shapes themselves.
 */
export const RadarChart = ({ labels, scores, streams, description, ref }: RadarChartProps) => (
  <svg
    ref={ref}
    role="img"
    aria-label={description}
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    className="mx-auto block h-auto w-full max-w-[32rem]"
  >
    <EmotionAxes labels={labels} scores={scores.fused ?? scores.voice ?? scores.words} />
    {streams.includes("fused") && scores.fused && (
      <FusedShape labels={labels} radii={radiiOf(labels, scores.fused)} />
    )}
    {streams.includes("voice") && scores.voice && (
      <LineShape stream="voice" radii={radiiOf(labels, scores.voice)} />
    )}
    {streams.includes("words") && scores.words && (
      <LineShape stream="words" radii={radiiOf(labels, scores.words)} />
    )}
    <RingLabels />
  </svg>
);
