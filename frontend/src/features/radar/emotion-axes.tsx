import type { Point } from "@/features/radar/geometry";
import { CENTRE, labelPoint, rimPoint, ringLabelPoint, ringPoints } from "@/features/radar/geometry";
import type { EmotionScores } from "@/lib/emotions";
import { emotionHue, emotionName, emotionShape } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";

const RINGS = [1, 0.5, 0.25, 0.1];
const LABELLED_RINGS = [1, 0.5, 0.25];

const Rings = ({ count }: { count: number }) => (
  <g>
    {RINGS.map((share) => (
      <polygon
        key={share}
        points={ringPoints(share, count)}
        fill={share === 1 ? "var(--paper)" : "none"}
        stroke={share === 1 ? "var(--line-strong)" : "var(--line)"}
        strokeWidth={1}
      />
    ))}
  </g>
);

/** Drawn over the shapes, with a halo, and halfway between two axes, where shapes are thin: so they stay readable. */
export const RingLabels = ({ count }: { count: number }) => (
  <g
    fontFamily="var(--font-sans)"
    fontSize={10}
    fill="var(--ink-soft)"
    stroke="var(--surface)"
    strokeWidth={3}
    textAnchor="middle"
  >
    {LABELLED_RINGS.map((share) => {
      const { x, y } = ringLabelPoint(share, count);
      return (
        <text key={share} x={x} y={y + 3.5} paintOrder="stroke">
          {formatPercent(share)}
        </text>
      );
    })}
  </g>
);

type AxisLabelProps = { label: string; at: Point; share: number | undefined };

/** Shape, name and share, one below the other. */
const AxisLabel = ({ label, at: { x, y }, share }: AxisLabelProps) => (
  <g fontFamily="var(--font-sans)" textAnchor="middle">
    <svg x={x - 6} y={y - 23} width={12} height={12} viewBox="0 0 12 12">
      <path d={emotionShape(label)} fill={emotionHue(label)} fillRule="evenodd" />
    </svg>
    <text x={x} y={y + 3} fontSize={14} fontWeight={550} fill="var(--ink)">
      {emotionName(label)}
    </text>
    {share !== undefined && (
      <text x={x} y={y + 18} fontSize={12.5} fill="var(--ink-faint)">
        {formatPercent(share)}
      </text>
    )}
  </g>
);

type EmotionAxesProps = { labels: readonly string[]; scores: EmotionScores | null };

export const EmotionAxes = ({ labels, scores }: EmotionAxesProps) => (
  <g>
    <Rings count={labels.length} />
    {labels.map((label, index) => {
      const end = rimPoint(index, labels.length);
      return (
        <g key={label}>
          <line x1={CENTRE.x} y1={CENTRE.y} x2={end.x} y2={end.y} stroke="var(--line)" strokeWidth={1} />
          <AxisLabel label={label} at={labelPoint(index, labels.length)} share={scores?.[label]} />
        </g>
      );
    })}
  </g>
);
