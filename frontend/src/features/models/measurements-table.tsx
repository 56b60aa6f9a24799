import { WideTable } from "@/components/wide-table";
import type { Interval } from "@/features/models/card-values";
import { meaningOf, rangeWords, shareOr } from "@/features/models/figures";
import type { Measurement } from "@/features/models/measurements";
import { splitName } from "@/features/models/measurements";
import { cardStreamName, formatNumber } from "@/lib/format";
import { t } from "@/lib/texts";

/** Names of figures, as everybody writes them. */
const [UA, WA, ECE] = ["UA", "WA", "ECE"] as const;

const Range = ({ interval }: { interval: Interval | null }) =>
  interval && <span className="block text-xs font-normal text-ink-faint">{rangeWords(interval)}</span>;

export const MeasurementsTable = ({ rows, model }: { rows: readonly Measurement[]; model: string }) => (
  <WideTable name={t("models.accuracy", { model })}>
    <table className="figures w-full text-sm sm:min-w-[30rem]">
      <thead>
        <tr className="border-b border-line text-left text-ink-faint">
          <th scope="col" className="py-1.5 pr-3 font-normal">
            {t("models.machine.measuredOn")}
          </th>
          <th scope="col" className="hidden py-1.5 pr-3 font-normal sm:table-cell">
            {t("models.machine.stream")}
          </th>
          <th scope="col" className="py-1.5 pr-3 text-right font-normal">
            <abbr title={meaningOf("ua")}>{UA}</abbr>
          </th>
          <th scope="col" className="py-1.5 pr-3 text-right font-normal">
            <abbr title={meaningOf("wa")}>{WA}</abbr>
          </th>
          <th scope="col" className="py-1.5 text-right font-normal">
            <abbr title={meaningOf("ece")}>{ECE}</abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={`${row.dataset} ${row.stream} ${row.split}`}
            className="border-b border-line last:border-0"
          >
            <th scope="row" className="py-1.5 pr-3 text-left font-normal">
              {row.dataset}
              {/* On a narrow screen there is no room for a column of its own. */}
              <span className="sm:hidden">, {cardStreamName(row.stream)}</span>
              <span className="block text-xs text-ink-faint">
                {splitName(row.split)}, {row.about}
              </span>
            </th>
            <td className="hidden py-1.5 pr-3 sm:table-cell">{cardStreamName(row.stream)}</td>
            <td className="py-1.5 pr-3 text-right font-semibold whitespace-nowrap">
              {shareOr(row.ua)}
              <Range interval={row.uaInterval} />
            </td>
            <td className="py-1.5 pr-3 text-right whitespace-nowrap">
              {shareOr(row.wa)}
              <Range interval={row.waInterval} />
            </td>
            <td className="py-1.5 text-right">{row.ece === null ? "–" : formatNumber(row.ece, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </WideTable>
);
