import type { ReactNode } from "react";

import type { Interval } from "@/features/models/card-values";
import { formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

type FigureProps = {
  name: string;
  /** What the short name stands for. */
  meaning: string;
  value: ReactNode;
  interval?: Interval | null;
};

/** One figure with its interval. */
export const Figure = ({ name, meaning, value, interval }: FigureProps) => (
  <div>
    <dt className="text-xs text-ink-faint">
      <abbr title={meaning} className="decoration-line-strong">
        {name}
      </abbr>
    </dt>
    <dd className="text-lg font-semibold text-ink">
      {value}
      {interval && <span className="block text-xs font-normal text-ink-faint">{rangeWords(interval)}</span>}
    </dd>
  </div>
);

export const Figures = ({ label, children }: { label: string; children: ReactNode }) => (
  <dl aria-label={label} className="figures flex flex-wrap gap-x-8 gap-y-3">
    {children}
  </dl>
);

export const shareOr = (value: number | null): string => (value === null ? "–" : formatPercent(value));

export const rangeWords = ({ low, high }: Interval): string =>
  t("models.figures.range", { low: formatPercent(low), high: formatPercent(high) });

/** What the short names of figures stand for. */
export const meaningOf = (figure: "ua" | "wa" | "ece"): string => t(`models.figures.${figure}`);
