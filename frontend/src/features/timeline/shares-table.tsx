import { useMemo } from "react";

import type { Segment } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { emotionShares } from "@/features/timeline/emotion-shares";
import type { Stream } from "@/lib/emotions";
import { emotionName, STREAM_NAMES } from "@/lib/emotions";
import { formatDuration, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

type SharesTableProps = { segments: readonly Segment[]; labels: readonly string[]; stream: Stream };

const COLUMNS = ["timeline.time", "timeline.share", "timeline.segments", "timeline.longest"] as const;

/** The timeline's twin in numbers: how much of the speech reads as what. */
export const SharesTable = ({ segments, labels, stream }: SharesTableProps) => {
  const rows = useMemo(() => emotionShares(segments, labels, stream), [segments, labels, stream]);
  return (
    <div className="overflow-x-auto">
      <table
        aria-label={t("timeline.tableName", { stream: STREAM_NAMES[stream] })}
        className="figures w-full text-sm"
      >
        <thead>
          <tr className="border-b border-line text-left text-ink-faint">
            <th scope="col" className="py-1.5 font-normal">
              {t("timeline.strongest")}
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className="py-1.5 pl-3 text-right font-normal">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, timeS, share, segments: count, longestS }) => (
            <tr key={label} className="border-b border-line last:border-0">
              <th scope="row" className="py-1.5 text-left font-normal">
                <span className="inline-flex items-center gap-2">
                  <EmotionMark name={label} />
                  {emotionName(label)}
                </span>
              </th>
              <td className="py-1.5 pl-3 text-right">{formatDuration(timeS)}</td>
              <td className="py-1.5 pl-3 text-right font-semibold">{formatPercent(share)}</td>
              <td className="py-1.5 pl-3 text-right">{count}</td>
              <td className="py-1.5 pl-3 text-right">{formatDuration(longestS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
