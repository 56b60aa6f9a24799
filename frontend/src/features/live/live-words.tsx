import { EmotionChip } from "@/components/emotion-chip";
import type { LiveSegment } from "@/features/live/live-view";
import { cn } from "@/lib/cn";
import { t } from "@/lib/texts";

/** The last sentences; the whole transcript comes with the analysis. */
const SHOWN = 5;

/** Recognising words takes longer than reading a voice: for so many sentences they may still come. */
const AWAITED = 2;

const Sentence = ({ segment: { text, over, top, scores } }: { segment: LiveSegment }) => (
  <li className="border-b border-line py-2.5 last:border-0">
    {top && <EmotionChip name={top} probability={scores.fused?.[top]} className="mb-1" />}
    <p className={cn("font-serif text-lg", over && text ? "text-ink" : "text-ink-soft")}>
      {text || t("live.hearing")}
    </p>
  </li>
);

/** What was heard, sentence by sentence; the newest below. */
export const LiveWords = ({ segments }: { segments: readonly LiveSegment[] }) => (
  <section aria-label={t("live.words")} className="min-w-0 md:pt-8">
    <h3 className="text-sm text-ink-soft">{t("live.words")}</h3>
    <ol className="mt-1">
      {segments
        .filter(({ text }, place) => text || place >= segments.length - AWAITED)
        .slice(-SHOWN)
        .map((segment) => (
          <Sentence key={segment.index} segment={segment} />
        ))}
    </ol>
  </section>
);
