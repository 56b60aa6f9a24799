import type { Ref } from "react";

import { EmotionAxes, RingLabels } from "@/features/radar/emotion-axes";
import { facetPoints, HEIGHT, polygonPoints, radiiOf, vertices, WIDTH } from "@/features/radar/geometry";
import { Marker } from "@/features/radar/marker";
import { FACET_OPACITY, STREAM_LINES } from "@/features/radar/stream-style";
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
          fillOpacity={FACET_OPACITY}
          stroke={emotionHue(label)}
          strokeOpacity={FACET_OPACITY}
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

const LINES = ["voice", "words", "face"] as const satisfies readonly Stream[];
type Line = (typeof LINES)[number];

const LineShape = ({ radii, stream }: { radii: readonly number[]; stream: Line }) => {
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
        (radii[index] ?? 0) < MARKED ? null : (
          <Marker key={index} kind={marker} x={x} y={y} colour="var(--ink)" />
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
    <EmotionAxes
      labels={labels}
      scores={scores.fused ?? scores.voice ?? scores.words ?? scores.face ?? null}
    />
    {streams.includes("fused") && scores.fused && (
      <FusedShape labels={labels} radii={radiiOf(labels, scores.fused)} />
    )}
    {LINES.map((stream) => {
      const line = streams.includes(stream) && scores[stream];
      return line && <LineShape key={stream} stream={stream} radii={radiiOf(labels, line)} />;
    })}
    <RingLabels count={labels.length} />
  </svg>
);
