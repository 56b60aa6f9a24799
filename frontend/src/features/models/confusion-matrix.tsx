import { EmotionMark } from "@/components/emotion-mark";
import type { Confusion } from "@/features/models/card-values";
import { cn } from "@/lib/cn";
import { emotionName, emotionWord } from "@/lib/emotions";
import { formatNumber, formatPercent } from "@/lib/format";
import { inkOnTint, inkTint } from "@/lib/tints";
import { t } from "@/lib/texts";

type ConfusionMatrixProps = { confusion: Confusion; caption: string };

const HeadCell = ({ label }: { label: string }) => (
  <th scope="col" className="px-0 pb-1.5 font-normal">
    <span className="flex flex-col items-center gap-1">
      <EmotionMark name={label} />
      <span className="sr-only text-[0.6875rem] text-ink-faint xl:not-sr-only">{emotionName(label)}</span>
    </span>
  </th>
);

type CellProps = { share: number; right: boolean; title: string };

const Cell = ({ share, right, title }: CellProps) => (
  <td
    title={title}
    className={cn(
      "h-9 border border-surface p-0 text-center text-xs",
      right && "font-semibold",
      share < 0.005 && "text-ink-faint",
    )}
    style={{ backgroundColor: inkTint(share), ...(share < 0.005 ? {} : { color: inkOnTint(share) }) }}
  >
    {Math.round(share * 100)}
  </td>
);

/** Rows are what was meant, columns what was read; each row adds up to 100. */
export const ConfusionMatrix = ({ confusion: { classes, counts }, caption }: ConfusionMatrixProps) => (
  <figure className="relative overflow-x-auto">
    {/* No narrower than its numbers are apart, however large the text. */}
    <table aria-label={caption} className="figures w-full min-w-[15.25rem] table-fixed border-collapse">
      <caption className="mb-3 text-left text-sm font-medium">
        {t("models.matrix.title")}
        <span className="block text-xs font-normal text-ink-faint">{t("models.matrix.how")}</span>
      </caption>
      <colgroup>
        <col className="w-24" />
        {classes.map((label) => (
          <col key={label} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <td />
          {classes.map((label) => (
            <HeadCell key={label} label={label} />
          ))}
        </tr>
      </thead>
      <tbody>
        {classes.map((meant, row) => {
          const own = counts[row] ?? [];
          const total = own.reduce((sum, count) => sum + count, 0);
          return (
            <tr key={meant}>
              <th scope="row" className="pr-2 text-left text-xs font-normal">
                <span className="inline-flex items-center gap-1.5">
                  <EmotionMark name={meant} className="size-2.5" />
                  {emotionName(meant)}
                </span>
              </th>
              {classes.map((read, column) => {
                const share = total > 0 ? (own[column] ?? 0) / total : 0;
                return (
                  <Cell
                    key={read}
                    share={share}
                    right={row === column}
                    title={t("models.matrix.cell", {
                      meant: emotionWord(meant),
                      read: emotionWord(read),
                      count: formatNumber(own[column] ?? 0),
                      total: formatNumber(total),
                      share: formatPercent(share),
                    })}
                  />
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  </figure>
);
