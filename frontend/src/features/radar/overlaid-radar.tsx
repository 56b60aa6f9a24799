import { EmotionAxes, RingLabels } from "@/features/radar/emotion-axes";
import { HEIGHT, polygonPoints, radiiOf, vertices, WIDTH } from "@/features/radar/geometry";
import { useMorph } from "@/features/radar/use-morph";
import type { EmotionScores } from "@/lib/emotions";
import type { SeriesLine } from "@/lib/series";
import { SERIES_LINES } from "@/lib/series";

const Outline = ({ radii, line }: { radii: readonly number[]; line: SeriesLine }) => (
  <polygon
    points={polygonPoints(vertices(useMorph(radii)))}
    fill={line.colour}
    fillOpacity={0.06}
    stroke={line.colour}
    strokeWidth={line.width}
    strokeDasharray={line.dash}
    strokeLinecap={line.round ? "round" : "butt"}
    strokeLinejoin="round"
  />
);

type OverlaidRadarProps = {
  labels: readonly string[];
  /** In the order of their lines; null for one that could not be read. */
  series: readonly (EmotionScores | null)[];
  description: string;
};

/** Several readings on the same axes. */
export const OverlaidRadar = ({ labels, series, description }: OverlaidRadarProps) => (
  <svg
    role="img"
    aria-label={description}
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    className="mx-auto block h-auto w-full max-w-[32rem]"
  >
    <EmotionAxes labels={labels} scores={null} />
    {series.map((scores, place) => {
      const line = SERIES_LINES[place];
      return scores && line && <Outline key={place} radii={radiiOf(labels, scores)} line={line} />;
    })}
    <RingLabels count={labels.length} />
  </svg>
);
