import { useMemo } from "react";

import type { Segment } from "@/api/generated/undertone";
import { EmotionRowHead, WideTable } from "@/components/wide-table";
import { emotionShares } from "@/features/timeline/emotion-shares";
import type { Stream } from "@/lib/emotions";
import { STREAM_NAMES } from "@/lib/emotions";
import { formatDuration, formatNumber, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

type SharesTableProps = { segments: readonly Segment[]; labels: readonly string[]; stream: Stream };

const COLUMNS = ["timeline.time", "timeline.share", "timeline.segments", "timeline.longest"] as const;

/** The timeline's twin in numbers: how much of the speech reads as what. */
export const SharesTable = ({ segments, labels, stream }: SharesTableProps) => {
  const rows = useMemo(() => emotionShares(segments, labels, stream), [segments, labels, stream]);
  const name = t("timeline.tableName", { stream: STREAM_NAMES[stream] });
  return (
    <WideTable name={name}>
      <table aria-label={name} className="figures w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-ink-faint">
            <th scope="col" className="py-1.5 font-normal">
              {t("timeline.strongest")}
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="py-1.5 pl-3 text-right font-normal max-sm:pl-1.5">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, timeS, share, segments: count, longestS }) => (
            <tr key={label} className="border-b border-line last:border-0">
              <EmotionRowHead name={label} />
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5">{formatDuration(timeS)}</td>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5 font-semibold">{formatPercent(share)}</td>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5">{formatNumber(count)}</td>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5">{formatDuration(longestS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
};
