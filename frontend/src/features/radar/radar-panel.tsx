import { useState } from "react";

import { Button } from "@/components/button";
import { RadarChart } from "@/features/radar/radar-chart";
import { SoundQuality } from "@/features/radar/sound-quality";
import { ScoreTable } from "@/features/radar/score-table";
import { StreamToggles } from "@/features/radar/stream-toggles";
import type { ChartProps } from "@/lib/chart";
import type { Stream } from "@/lib/emotions";
import { scoreLabels, STREAMS } from "@/lib/emotions";
import { capitalised, formatPercent } from "@/lib/format";
import type { Reading } from "@/lib/reading";
import { alternativesWords, isUnsure, readingSentence } from "@/lib/reading";
import { reasonNotes, reasonsWords } from "@/lib/reasons";

type RadarPanelProps = Pick<ChartProps, "reading" | "subject" | "selected" | "onSelect" | "drawing">;

const NotSure = ({ reading }: { reading: Reading }) => {
  const words = [alternativesWords(reading.set), reasonsWords(reading.reasons)].filter(Boolean).join(": ");
  return (
    <p className="mt-2 text-sm text-ink-soft">
      <strong className="font-semibold text-ink">Not sure.</strong> {capitalised(words)}.
    </p>
  );
};

export const RadarPanel = ({ reading, subject, selected, onSelect, drawing }: RadarPanelProps) => {
  const [streams, setStreams] = useState<readonly Stream[]>(STREAMS);
  const labels = scoreLabels(reading.scores);
  const sentence = readingSentence(reading);
  return (
    <section aria-label="Emotion radar" className="rounded-lg border border-line bg-surface p-5 sm:p-6">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm text-ink-soft">{subject}</h2>
        {selected && <Button onClick={() => onSelect(null)}>Whole recording</Button>}
      </div>
      <div aria-live="polite">
        <p className="mt-1 font-serif text-xl text-balance">{sentence}</p>
        {isUnsure(reading) && <NotSure reading={reading} />}
        {reasonNotes(reading.reasons, selected?.quality.bandwidth_hz).map((note) => (
          <p key={note} className="mt-1 text-sm text-ink-soft">
            {note}
          </p>
        ))}
      </div>
      {labels.length > 2 && (
        <>
          <div className="mt-4">
            <RadarChart
              labels={labels}
              scores={reading.scores}
              streams={streams}
              description={`Radar of ${labels.length} emotions. ${sentence}`}
              {...(drawing ? { ref: drawing } : {})}
            />
          </div>
          <p className="mb-3 text-center text-xs text-ink-faint">
            Area grows with probability; the rim is {formatPercent(1)}.
          </p>
          <StreamToggles scores={reading.scores} shown={streams} onChange={setStreams} />
          <div className="mt-5">
            <ScoreTable
              labels={labels}
              scores={reading.scores}
              interval={reading.interval}
              caption={`Emotion scores. ${subject}`}
            />
          </div>
        </>
      )}
      {selected && <SoundQuality quality={selected.quality} />}
    </section>
  );
};
