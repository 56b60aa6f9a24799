import { EmotionRowHead, WideTable } from "@/components/wide-table";
import type { StreamScores } from "@/lib/emotions";
import { STREAM_NAMES, streamsOf } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";
import type { Reading } from "@/lib/reading";
import { t } from "@/lib/texts";

type Intervals = Reading["interval"];

type ScoreTableProps = {
  labels: readonly string[];
  scores: StreamScores;
  interval: Intervals;
  caption: string;
};

const Interval = ({ range }: { range: readonly number[] | undefined }) => {
  const [low, high] = range ?? [];
  if (low === undefined || high === undefined) return null;
  return (
    <span className="block text-xs font-normal text-ink-faint">
      {t("radar.interval", { low: formatPercent(low), high: formatPercent(high) })}
    </span>
  );
};

/** The radar's twin in numbers, for screen readers and for copying. */
export const ScoreTable = ({ labels, scores, interval, caption }: ScoreTableProps) => (
  <>
    <WideTable name={t("radar.scores")}>
      <table aria-label={t("radar.scores")} className="figures w-full text-sm max-[359px]:text-xs">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-left text-ink-faint">
            <th scope="col" className="py-1.5 font-normal">
              {t("radar.emotion")}
            </th>
            {streamsOf([scores]).map((stream) => (
              <th key={stream} scope="col" className="py-1.5 pl-3 text-right font-normal max-[359px]:pl-1.5">
                {STREAM_NAMES[stream]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => (
            <tr key={label} className="border-b border-line last:border-0">
              <EmotionRowHead name={label} />
              {streamsOf([scores]).map((stream) => {
                const share = scores[stream]?.[label];
                return (
                  <td
                    key={stream}
                    className={`py-1.5 pl-3 text-right max-[359px]:pl-1.5 ${stream === "fused" ? "font-semibold" : ""}`}
                  >
                    {share === undefined ? <span title={t("radar.silent")}>–</span> : formatPercent(share)}
                    {stream === "fused" && <Interval range={interval?.[label]} />}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
    {interval && <p className="mt-2 text-xs text-ink-faint">{t("radar.intervalIs")}</p>}
  </>
);
