import type { Measurement } from "@/features/models/card-facts";
import { formatPercent } from "@/lib/format";

const share = (value: number | null): string => (value === null ? "–" : formatPercent(value));

export const MeasurementsTable = ({ rows, model }: { rows: readonly Measurement[]; model: string }) => (
  // A wide table scrolls by itself; the keyboard must reach it too.
  // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <div role="region" aria-label={`Accuracy of ${model}`} tabIndex={0} className="overflow-x-auto">
    <table className="figures w-full text-sm sm:min-w-[30rem]">
      <thead>
        <tr className="border-b border-line text-left text-ink-faint">
          <th scope="col" className="py-1.5 pr-3 font-normal">
            Measured on
          </th>
          <th scope="col" className="hidden py-1.5 pr-3 font-normal sm:table-cell">
            Stream
          </th>
          <th scope="col" className="py-1.5 pr-3 text-right font-normal">
            <abbr title="Unweighted accuracy: the mean of every emotion's recall">UA</abbr>
          </th>
          <th scope="col" className="py-1.5 pr-3 text-right font-normal">
            <abbr title="Weighted accuracy: the share of all readings that are right">WA</abbr>
          </th>
          <th scope="col" className="py-1.5 text-right font-normal">
            <abbr title="Expected calibration error: how far probabilities are from what happened; less is better">
              ECE
            </abbr>
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
              <span className="sm:hidden">, {row.stream}</span>
              <span className="block text-xs text-ink-faint">{row.split}</span>
            </th>
            <td className="hidden py-1.5 pr-3 sm:table-cell">{row.stream}</td>
            <td className="py-1.5 pr-3 text-right font-semibold whitespace-nowrap">
              {share(row.ua)}
              {row.interval && (
                <span className="block text-xs font-normal text-ink-faint">
                  {formatPercent(row.interval.low)} to {formatPercent(row.interval.high)}
                </span>
              )}
            </td>
            <td className="py-1.5 pr-3 text-right whitespace-nowrap">{share(row.wa)}</td>
            <td className="py-1.5 text-right">{row.ece === null ? "–" : row.ece.toFixed(3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
