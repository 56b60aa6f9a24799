import type { Bin } from "@/features/models/card-values";
import { formatPercent, formatPoints } from "@/lib/format";
import { t } from "@/lib/texts";

const SIZE = 220;
const LEFT = 44;
const TOP = 8;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

const across = (share: number): number => LEFT + share * SIZE;
const up = (share: number): number => TOP + (1 - share) * SIZE;

/** Of the dot that holds every answer; areas are as shares. */
const LARGEST_DOT = 26;
const dotRadius = (share: number): number => Math.max(2.5, Math.sqrt(share) * LARGEST_DOT);

/** Mean of what was claimed less what came true: above 0 it claims too much. */
const overconfidence = (bins: readonly Bin[]): number =>
  bins.reduce((sum, { confidence, accuracy, share }) => sum + share * (confidence - accuracy), 0);

const WELL_MET = 0.02;

/** Whose probabilities they are: the model's, or those that people's votes make. */
type Whose = "model" | "people";

/** "On average the model is 5 points less often right than claimed." */
export function calibrationSentence(bins: readonly Bin[], whose: Whose): string {
  const gap = overconfidence(bins);
  if (Math.abs(gap) < WELL_MET) return t(`models.diagram.${whose}.met`);
  return t(`models.diagram.${whose}.${gap > 0 ? "less" : "more"}`, { points: formatPoints(gap) });
}

const Axes = () => (
  <g fontSize="11" fill="var(--ink-faint)">
    {TICKS.map((tick) => (
      <g key={tick}>
        <path
          d={`M${across(tick)} ${up(0)}V${up(1)}M${across(0)} ${up(tick)}H${across(1)}`}
          stroke="var(--line)"
        />
        <text x={LEFT - 6} y={up(tick) + 4} textAnchor="end">
          {Math.round(tick * 100)}
        </text>
        <text x={across(tick)} y={up(0) + 15} textAnchor="middle">
          {Math.round(tick * 100)}
        </text>
      </g>
    ))}
    <text x={across(0.5)} y={up(0) + 31} textAnchor="middle">
      {t("models.diagram.claimedAxis")}
    </text>
    <text transform={`translate(11 ${up(0.5)}) rotate(-90)`} textAnchor="middle">
      {t("models.diagram.trueAxis")}
    </text>
  </g>
);

const Table = ({ bins, label }: { bins: readonly Bin[]; label: string }) => (
  <table aria-label={label} className="figures mt-2 w-full text-xs">
    <thead>
      <tr className="border-b border-line text-ink-faint">
        {[t("models.diagram.claimed"), t("models.diagram.cameTrue"), t("models.diagram.share")].map(
          (name) => (
            <th key={name} scope="col" className="py-1 text-right font-normal">
              {name}
            </th>
          ),
        )}
      </tr>
    </thead>
    <tbody>
      {bins.map(({ confidence, accuracy, share }) => (
        <tr key={confidence} className="border-b border-line">
          <td className="py-1 text-right">{formatPercent(confidence)}</td>
          <td className="py-1 text-right">{formatPercent(accuracy)}</td>
          <td className="py-1 text-right">{formatPercent(share)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

type ReliabilityDiagramProps = { bins: readonly Bin[]; label: string; whose: Whose };

/** What was claimed against what came true: on the dashed line, a probability means what it says. */
export const ReliabilityDiagram = ({ bins, label, whose }: ReliabilityDiagramProps) => (
  <figure>
    <figcaption className="mb-3 text-sm font-medium">
      {t("models.diagram.title")}
      <span className="block text-xs font-normal text-ink-faint">
        {calibrationSentence(bins, whose)} {t("models.diagram.larger")}
      </span>
    </figcaption>
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${LEFT + SIZE + 12} ${TOP + SIZE + 38}`}
      className="figures block w-full max-w-88"
    >
      <Axes />
      <path
        d={`M${across(0)} ${up(0)}L${across(1)} ${up(1)}`}
        stroke="var(--ink-faint)"
        strokeDasharray="4 4"
      />
      <path
        d={bins
          .map(
            ({ confidence, accuracy }, index) =>
              `${index ? "L" : "M"}${across(confidence).toFixed(1)} ${up(accuracy).toFixed(1)}`,
          )
          .join("")}
        fill="none"
        stroke="var(--ink)"
        strokeWidth="1.5"
      />
      {bins.map(({ confidence, accuracy, share }) => (
        <circle
          key={confidence}
          cx={across(confidence)}
          cy={up(accuracy)}
          r={dotRadius(share)}
          fill="var(--ink)"
          fillOpacity="0.3"
          stroke="var(--ink)"
        />
      ))}
    </svg>
    <details className="mt-1 max-w-88 text-xs">
      <summary>{t("common.asTable")}</summary>
      <Table bins={bins} label={t("models.diagram.asTable", { label })} />
    </details>
  </figure>
);
