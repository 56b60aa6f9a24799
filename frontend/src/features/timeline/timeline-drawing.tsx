import type { Segment } from "@/api/generated/undertone";
import { bars, LANE_PX, shareOf, ticks } from "@/features/timeline/lanes";
import type { Stream } from "@/lib/emotions";
import { emotionHue, emotionName, emotionShape } from "@/lib/emotions";
import { formatTime } from "@/lib/format";
import { t } from "@/lib/texts";

/** The whole timeline as a drawing of its own, for a file or for paper: names and axis are part of it. */

const GUTTER = 92;
const PLOT = 808;
const TOP = 8;
const AXIS = 22;
const TICKS = 8;
const EDGE = 22; // half of the longest time that is written

type TimelineDrawingProps = {
  segments: readonly Segment[];
  labels: readonly string[];
  stream: Stream;
  durationS: number;
  className?: string;
};

const Axis = ({ durationS, floor }: { durationS: number; floor: number }) => (
  <g fontFamily="var(--font-sans)" fontSize={11} fill="var(--ink-faint)" textAnchor="middle">
    {ticks(0, durationS, TICKS).map((moment) => {
      const x = GUTTER + (moment / durationS) * PLOT;
      // At the edge it ends where the drawing ends: "2:00:00" is not to be cut.
      const atEdge = x > GUTTER + PLOT - EDGE;
      return (
        <text
          key={moment}
          x={atEdge ? GUTTER + PLOT : x}
          y={floor + 15}
          {...(atEdge ? { textAnchor: "end" } : {})}
        >
          {formatTime(moment)}
        </text>
      );
    })}
  </g>
);

export const TimelineDrawing = ({ segments, labels, stream, durationS, className }: TimelineDrawingProps) => {
  const sight = { startS: 0, spanS: Math.max(durationS, 0.1), widthPx: PLOT };
  const floor = TOP + labels.length * LANE_PX;
  return (
    <svg
      role="img"
      aria-label={t("timeline.name")}
      viewBox={`0 0 ${GUTTER + PLOT} ${floor + AXIS}`}
      className={className}
    >
      {labels.map((label, lane) => {
        const bottom = TOP + (lane + 1) * LANE_PX;
        const path = bars(segments, sight, (segment) => shareOf(segment, stream, label))
          .map(
            ({ x, width, height }) =>
              `M${(GUTTER + x).toFixed(1)} ${bottom}v${(-height).toFixed(1)}h${width.toFixed(1)}V${bottom}Z`,
          )
          .join("");
        return (
          <g key={label} data-lane={label}>
            <svg x={0} y={bottom - 16} width={10} height={10} viewBox="0 0 12 12">
              <path d={emotionShape(label)} fill={emotionHue(label)} fillRule="evenodd" />
            </svg>
            <text x={16} y={bottom - 7} fontFamily="var(--font-sans)" fontSize={12} fill="var(--ink-soft)">
              {emotionName(label)}
            </text>
            <line
              x1={GUTTER}
              x2={GUTTER + PLOT}
              y1={bottom}
              y2={bottom}
              stroke="var(--line)"
              strokeWidth={0.5}
            />
            <path d={path} fill={emotionHue(label)} />
          </g>
        );
      })}
      <Axis durationS={sight.spanS} floor={floor} />
    </svg>
  );
};
