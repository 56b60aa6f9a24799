import { useMemo } from "react";

import type { Segment } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { emotionShares } from "@/features/timeline/emotion-shares";
import type { Stream } from "@/lib/emotions";
import { emotionName, STREAM_NAMES } from "@/lib/emotions";
import { formatDuration, formatNumber, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

type SharesTableProps = { segments: readonly Segment[]; labels: readonly string[]; stream: Stream };

const COLUMNS = ["timeline.time", "timeline.share", "timeline.segments", "timeline.longest"] as const;

/** The timeline's twin in numbers: how much of the speech reads as what. */
export const SharesTable = ({ segments, labels, stream }: SharesTableProps) => {
  const rows = useMemo(() => emotionShares(segments, labels, stream), [segments, labels, stream]);
  const name = t("timeline.tableName", { stream: STREAM_NAMES[stream] });
  return (
    // Wider than a phone: scrolled by touch, and by key once it has the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={name} tabIndex={0} className="overflow-x-auto">
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
              <th scope="row" className="py-1.5 text-left font-normal">
                <span className="inline-flex items-center gap-2">
                  <EmotionMark name={label} />
                  {emotionName(label)}
                </span>
              </th>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5">{formatDuration(timeS)}</td>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5 font-semibold">{formatPercent(share)}</td>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5">{formatNumber(count)}</td>
              <td className="py-1.5 pl-3 text-right max-sm:pl-1.5">{formatDuration(longestS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
