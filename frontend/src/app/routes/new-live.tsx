import { useSyncExternalStore } from "react";

import type { UploadChoices } from "@/api/upload";
import type { LiveLine } from "@/features/live/live-line";
import { beginLive } from "@/features/live/live-session";
import { LiveStatus } from "@/features/live/live-status";
import type { LiveSegment } from "@/features/live/live-view";
import { newestOver, newestRead } from "@/features/live/live-view";
import { LiveWords } from "@/features/live/live-words";
import { RadarPanel } from "@/features/radar/radar-panel";
import type { Accompany } from "@/features/recorder/companion";
import type { Reading } from "@/lib/reading";
import { readingSentence } from "@/lib/reading";
import { t } from "@/lib/texts";

/** What is said of words is not yet true of those that are still to come. */
const OF_WORDS: readonly string[] = ["no_words", "language_not_covered", "low_asr_confidence"];

const readingOf = (segment: LiveSegment): Reading =>
  segment.text
    ? segment
    : { ...segment, wordsToCome: true, reasons: segment.reasons.filter((each) => !OF_WORDS.includes(each)) };

/** Once a sentence, not twice a second: what a screen reader says. */
const spoken = (segment: LiveSegment | null): string =>
  segment ? [segment.text, readingSentence(readingOf(segment))].filter(Boolean).join(": ") : "";

const subjectOf = ({ index, over }: LiveSegment): string =>
  t(over ? "live.lastSentence" : "live.thisSentence", { number: index + 1 });

/** What is heard so far: provisional, until the recording has ended and is analysed whole. */
const LiveReading = ({ line }: { line: LiveLine }) => {
  const view = useSyncExternalStore(line.subscribe, line.snapshot);
  const newest = newestRead(view);
  return (
    <div className="flex w-full min-w-0 flex-col gap-6">
      <LiveStatus view={view} />
      <p aria-live="polite" className="sr-only">
        {spoken(newestOver(view))}
      </p>
      {newest && (
        <div className="grid min-w-0 gap-6 md:grid-cols-2 md:gap-10">
          <div className="-mx-5 min-w-0 sm:-mx-6 md:mr-0">
            <RadarPanel
              reading={readingOf(newest)}
              shownSegment={null}
              subject={subjectOf(newest)}
              following
              onSelect={() => undefined}
            />
          </div>
          <LiveWords segments={view.segments} />
        </div>
      )}
    </div>
  );
};

/** Reads a recording while it is made. */
export const accompanyLive =
  (choices: UploadChoices): Accompany =>
  async (stream, options) => {
    const { line, ...session } = await beginLive(stream, { ...options, choices });
    return {
      ...session,
      saved: line.saved,
      begun: () => line.begun,
      Shown: () => <LiveReading line={line} />,
    };
  };
