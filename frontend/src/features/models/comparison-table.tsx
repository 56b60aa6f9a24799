import type { Compared, ComparisonTable as Table, Published, StreamFigures } from "@/api/generated/undertone";
import { WideTable } from "@/components/wide-table";
import { CARDS, datasetName } from "@/features/models/card-values";
import { CommandLine } from "@/features/models/command-line";
import { meaningOf, rangeWords, shareOr } from "@/features/models/figures";
import { splitName } from "@/features/models/measurements";
import { cardStreamName, formatNumber, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

/** Names of figures, as everybody writes them. */
const [UA, ECE] = ["UA", "ECE"] as const;

/** Streams apart come before what they make together. */
const ORDER = ["voice", "words", "face", "fused"];

const byStream = (one: string, other: string): number => ORDER.indexOf(one) - ORDER.indexOf(other);

const HEAD = "py-1.5 pr-3 font-normal";
const NUMBER = "py-1.5 pr-3 text-right whitespace-nowrap";

const percent = (share: number): string => `${share * 100}%`;

/** Where a share lies between none and all, and how sure that is. */
const Reach = ({ share, from, to }: { share: number; from?: number; to?: number }) => (
  <span
    aria-hidden="true"
    className="relative block h-2.5 w-20 shrink-0 rounded-full bg-sunken max-sm:hidden xl:w-56"
  >
    {from !== undefined && to !== undefined && (
      <span
        className="absolute top-1 h-0.5 bg-ink-faint"
        style={{ left: percent(from), width: percent(to - from) }}
      />
    )}
    <span
      className={`absolute top-0.5 -ml-0.75 size-1.5 ${from === undefined ? "border border-ink-soft bg-surface" : "rounded-full bg-ink"}`}
      style={{ left: percent(share) }}
    />
  </span>
);

const TopOne = ({ figures }: { figures: StreamFigures }) => {
  const [low = 0, high = 0] = figures.wa_interval;
  return (
    <td className="py-1.5 pr-5">
      <span className="flex items-center gap-3 whitespace-nowrap max-sm:flex-col max-sm:items-start max-sm:gap-0">
        <Reach share={figures.wa} from={low} to={high} />
        <span className="font-semibold text-ink">{formatPercent(figures.wa)}</span>{" "}
        <span className="text-xs text-ink-faint">{rangeWords({ low, high })}</span>
      </span>
    </td>
  );
};

const SystemRows = ({ row }: { row: Compared }) => {
  const streams = Object.entries(row.streams).sort(([one], [other]) => byStream(one, other));
  return (
    <tbody className="border-b border-line align-top">
      {streams.map(([stream, figures], place) => (
        <tr key={stream}>
          {place === 0 && (
            <th
              scope="rowgroup"
              rowSpan={streams.length}
              className="py-1.5 pr-3 text-left font-medium text-ink"
            >
              {row.model.id}
              <span className="block text-xs font-normal text-ink-faint">
                {t(`models.together.${row.evidence}`)}
              </span>
            </th>
          )}
          <th scope="row" className={`${HEAD} text-left`}>
            {cardStreamName(stream)}
          </th>
          <TopOne figures={figures} />
          <td className={NUMBER}>{shareOr(figures.top_5 ?? null)}</td>
          <td className={NUMBER}>{formatPercent(figures.ua)}</td>
          <td className={NUMBER}>{formatNumber(figures.ece, 3)}</td>
          {place === 0 && (
            <>
              <td rowSpan={streams.length} className={NUMBER}>
                {t("models.together.millions", { count: formatNumber(row.parameters / 1e6, 1) })}
              </td>
              <td rowSpan={streams.length} className="py-1.5 text-right whitespace-nowrap">
                {formatNumber(row.seconds_per_minute, 2)}
              </td>
            </>
          )}
        </tr>
      ))}
    </tbody>
  );
};

const PublishedRows = ({ rows }: { rows: readonly Published[] }) => (
  <tbody className="text-ink-soft">
    <tr>
      <th scope="rowgroup" colSpan={8} className="pt-4 pb-1 text-left text-xs font-semibold text-ink">
        {t("models.together.published")}
      </th>
    </tr>
    {rows
      .toSorted((one, other) => byStream(one.stream, other.stream))
      .map(({ system, stream, wa }) => (
        <tr key={`${stream} ${system}`} className="border-t border-line align-top">
          <th scope="row" lang={CARDS} className="py-1.5 pr-3 text-left font-normal">
            {system}
          </th>
          <td className="py-1.5 pr-3">{cardStreamName(stream)}</td>
          <td colSpan={6} className="py-1.5">
            <span className="flex items-center gap-3">
              <Reach share={wa} />
              {formatPercent(wa)}
            </span>
          </td>
        </tr>
      ))}
  </tbody>
);

/** Systems on the same clips, among the same emotions, and below them what others published. */
export const ComparisonTable = ({ table }: { table: Table }) => {
  const name = t("models.together.table", {
    dataset: datasetName(table.dataset),
    split: splitName(table.split),
    count: table.classes.length,
  });
  return (
    <div className="flex flex-col gap-3">
      <h3 className="text-sm font-semibold">{name}</h3>
      <WideTable name={name}>
        {/* Its columns keep their width; narrower than this, the third could not hold a bar and three figures. */}
        <table
          aria-label={name}
          className="figures w-full min-w-[48rem] table-fixed text-sm text-ink-soft sm:min-w-[54rem]"
        >
          <colgroup>
            <col className="w-32 sm:w-40 xl:w-64" />
            <col className="w-18" />
            <col />
            <col className="w-16" />
            <col className="w-16" />
            <col className="w-18" />
            <col className="w-24" />
            <col className="w-24" />
          </colgroup>
          <thead>
            <tr className="border-b border-line-strong text-left text-ink-faint">
              <th scope="col" className={HEAD}>
                {t("models.together.system")}
              </th>
              <th scope="col" className={HEAD}>
                {t("models.machine.stream")}
              </th>
              <th scope="col" className={HEAD}>
                <abbr title={meaningOf("wa")}>{t("models.together.topOne")}</abbr>
              </th>
              <th scope="col" className={`${HEAD} text-right`}>
                <abbr title={t("models.together.topFiveWhat")}>{t("models.together.topFive")}</abbr>
              </th>
              <th scope="col" className={`${HEAD} text-right`}>
                <abbr title={meaningOf("ua")}>{UA}</abbr>
              </th>
              <th scope="col" className={`${HEAD} text-right`}>
                <abbr title={meaningOf("ece")}>{ECE}</abbr>
              </th>
              <th scope="col" className={`${HEAD} text-right`}>
                {t("models.together.parameters")}
              </th>
              <th scope="col" className="py-1.5 text-right font-normal">
                <abbr title={t("models.together.costWhat")}>{t("models.together.cost")}</abbr>
              </th>
            </tr>
          </thead>
          {table.models.map((row) => (
            <SystemRows key={row.model.id} row={row} />
          ))}
          {table.published.length > 0 && <PublishedRows rows={table.published} />}
        </table>
      </WideTable>
      <details className="text-sm text-ink-soft">
        <summary>{t("models.together.again")}</summary>
        <div className="mt-2">
          <CommandLine command={table.command} />
        </div>
      </details>
    </div>
  );
};
