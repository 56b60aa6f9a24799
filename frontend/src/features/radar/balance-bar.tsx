import { balanceOf, TONES } from "@/features/radar/balance";
import type { EmotionScores } from "@/lib/emotions";
import { emotionWord } from "@/lib/emotions";
import { formatAll, formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

/** Tones differ in pattern and in name; hue belongs to the emotions. */
const FILL = {
  pleasant: "var(--surface)",
  neither: "repeating-linear-gradient(135deg, var(--line-strong) 0 1px, transparent 1px 5px)",
  unpleasant: "var(--ink-soft)",
} as const;

/** How much of the probability lies on emotions of a pleasant name, and how much on the others: sums, and said to be so. */
export const BalanceBar = ({ scores }: { scores: EmotionScores }) => {
  const balance = balanceOf(scores);
  return (
    <div role="group" aria-label={t("radar.balance")} className="mt-5 border-t border-line pt-3">
      <div aria-hidden="true" className="flex h-2.5 overflow-hidden rounded-sm border border-line-strong">
        {TONES.map((tone) => (
          <div
            key={tone}
            className="h-full transition-[width] duration-500 ease-settle not-last:border-r not-last:border-line-strong"
            style={{ width: `${balance[tone].share * 100}%`, background: FILL[tone] }}
          />
        ))}
      </div>
      <dl className="figures mt-2 grid grid-cols-[repeat(auto-fit,minmax(min(100%,4.25rem),1fr))] gap-x-2">
        {TONES.map((tone) => (
          <div key={tone} className="first:text-left not-first:text-center last:text-right">
            <dt className="text-xs text-ink-faint">{t(`radar.tone.${tone}`)}</dt>
            <dd className="text-sm">{formatPercent(balance[tone].share)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-1.5 text-xs text-ink-faint">
        {t("radar.balanceIs", {
          pleasant: formatAll(balance.pleasant.labels.map(emotionWord)),
          unpleasant: formatAll(balance.unpleasant.labels.map(emotionWord)),
        })}
      </p>
    </div>
  );
};
