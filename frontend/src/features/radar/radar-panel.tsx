import type { ReactNode } from "react";
import { useState } from "react";

import { Button } from "@/components/button";
import { SoundQuality } from "@/components/sound-quality";
import { BalanceBar } from "@/features/radar/balance-bar";
import { RadarChart } from "@/features/radar/radar-chart";
import { ScoreTable } from "@/features/radar/score-table";
import { StreamToggles } from "@/features/radar/stream-toggles";
import type { ChartProps } from "@/lib/chart";
import type { Stream } from "@/lib/emotions";
import { scoreLabels, STREAMS } from "@/lib/emotions";
import { capitalised, formatPercent } from "@/lib/format";
import type { Reading } from "@/lib/reading";
import { alternativesWords, isUnsure, readingSentence } from "@/lib/reading";
import { reasonNotes, reasonsWords } from "@/lib/reasons";
import { useStoredFlag } from "@/lib/stored-flag";
import { t } from "@/lib/texts";

type RadarPanelProps = Pick<
  ChartProps,
  "reading" | "shownSegment" | "subject" | "following" | "onSelect" | "drawing"
>;

const NotSure = ({ reading }: { reading: Reading }) => {
  const words = [alternativesWords(reading.set), reasonsWords(reading.reasons)].filter(Boolean).join(": ");
  return (
    <p className="mt-2 text-sm text-ink-soft">
      <strong className="font-semibold text-ink">{t("radar.notSure")}</strong> {capitalised(words)}.
    </p>
  );
};

/** Two lines are kept for it: what is below does not jump from segment to segment. */
const Sentence = ({ reading, shownSegment, following }: Omit<RadarPanelProps, "subject" | "onSelect">) => (
  <div aria-live={following ? "off" : "polite"} className="min-h-[6.5rem]">
    <p className="mt-1 font-serif text-xl text-balance">{readingSentence(reading)}</p>
    {isUnsure(reading) && <NotSure reading={reading} />}
    {reasonNotes(reading.reasons, shownSegment?.quality.bandwidth_hz).map((note) => (
      <p key={note} className="mt-1 text-sm text-ink-soft">
        {note}
      </p>
    ))}
  </div>
);

/** Open where there is room: on a phone the transcript would else begin a screen further down. */
const Numbers = ({ children }: { children: ReactNode }) => {
  const [open, setOpen] = useStoredFlag("radar-numbers", !matchMedia("(max-width: 639px)").matches);
  return (
    <details
      open={open}
      onToggle={({ currentTarget }) => currentTarget.open !== open && setOpen(currentTarget.open)}
      className="mt-4 text-sm"
    >
      <summary>{t("radar.numbers")}</summary>
      <div className="mt-1">{children}</div>
    </details>
  );
};

export const RadarPanel = (props: RadarPanelProps) => {
  const { reading, shownSegment, subject, onSelect, drawing } = props;
  const [streams, setStreams] = useState<readonly Stream[]>(STREAMS);
  const labels = scoreLabels(reading.scores);
  return (
    <section aria-label={t("radar.name")} className="p-card sm:p-6">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-2 gap-y-3 pb-1">
        <h2 className="figures text-sm text-ink-soft">{subject}</h2>
        {shownSegment && <Button onClick={() => onSelect(null)}>{t("radar.whole")}</Button>}
      </div>
      <Sentence {...props} />
      {labels.length > 2 && (
        <>
          <div className="mt-4">
            <RadarChart
              labels={labels}
              scores={reading.scores}
              streams={streams}
              description={t("radar.picture", { count: labels.length, sentence: readingSentence(reading) })}
              {...(drawing ? { ref: drawing } : {})}
            />
          </div>
          <p className="mb-3 text-center text-xs text-ink-faint">
            {t("radar.scale", { rim: formatPercent(1) })}
          </p>
          <StreamToggles scores={reading.scores} shown={streams} onChange={setStreams} />
          <Numbers>
            <ScoreTable
              labels={labels}
              scores={reading.scores}
              interval={reading.interval}
              caption={t("radar.caption", { subject })}
            />
          </Numbers>
        </>
      )}
      {reading.scores.fused && labels.length > 2 && <BalanceBar scores={reading.scores.fused} />}
      {shownSegment && <SoundQuality quality={shownSegment.quality} />}
    </section>
  );
};
