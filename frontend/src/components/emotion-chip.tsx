import { EmotionMark } from "@/components/emotion-mark";
import { cn } from "@/lib/cn";
import { emotionHue, emotionName } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";

type EmotionChipProps = { name: string; probability?: number | undefined; className?: string };

/** Shape, name and confidence in one small label; the tint only repeats what the name says. */
export const EmotionChip = ({ name, probability, className }: EmotionChipProps) => (
  <span
    className={cn(
      "figures inline-flex max-w-full flex-wrap items-center gap-x-1.5 rounded-sm border px-2 py-0.5 text-sm font-medium text-ink",
      className,
    )}
    style={{
      borderColor: `color-mix(in oklab, ${emotionHue(name)} 55%, transparent)`,
      backgroundColor: `color-mix(in oklab, ${emotionHue(name)} 9%, transparent)`,
    }}
  >
    <EmotionMark name={name} />
    {emotionName(name)}
    {probability !== undefined && <span className="text-ink-soft">{formatPercent(probability)}</span>}
  </span>
);
