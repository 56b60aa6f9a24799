import type { ReactNode } from "react";
import { useState } from "react";

import { Segmented } from "@/components/segmented";
import type { Subject } from "@/features/compare/comparison";
import { allLabels, isSameRecording, overallScores, speakingShares } from "@/features/compare/comparison";
import { Differences } from "@/features/compare/differences";
import { FactColumns } from "@/features/compare/fact-columns";
import { ScoreColumns } from "@/features/compare/score-columns";
import { SegmentRows } from "@/features/compare/segment-rows";
import type { EmotionScores, Stream } from "@/lib/emotions";
import { emotionWord, STREAM_NAMES, streamsOf, strongest } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

/** The drawing, which belongs to the radar's own feature. */
export type RadarDrawing = (
  labels: readonly string[],
  series: readonly (EmotionScores | null)[],
  description: string,
) => ReactNode;

function describe(subjects: readonly Subject[], stream: Stream): string {
  const readings = subjects.map((subject) => {
    const top = strongest(overallScores(subject, stream));
    return t("compare.radarOf", {
      letter: subject.letter,
      top: top ? emotionWord(top.name) : t("compare.none"),
      share: top ? formatPercent(top.probability) : "",
    }).trim();
  });
  return t("compare.radar", {
    count: subjects.length,
    stream: STREAM_NAMES[stream],
    readings: readings.join(", "),
  });
}

type StreamChoiceProps = {
  subjects: readonly Subject[];
  stream: Stream;
  onChange: (stream: Stream) => void;
};

const StreamChoice = ({ subjects, stream, onChange }: StreamChoiceProps) => (
  <Segmented
    label={t("compare.stream")}
    value={stream}
    onChange={onChange}
    choices={streamsOf(subjects.flatMap(({ result }) => result.overall?.scores ?? [])).map((value) => ({
      value,
      label: STREAM_NAMES[value],
    }))}
  />
);

const SpeakingTime = ({ subjects, labels }: { subjects: readonly Subject[]; labels: readonly string[] }) => (
  <section aria-labelledby="speaking-time">
    <h2 id="speaking-time" className="font-serif text-xl">
      {t("compare.time.title")}
    </h2>
    <p className="mt-1 mb-3 text-sm text-ink-faint">{t("compare.time.what")}</p>
    <ScoreColumns
      name={t("compare.time.name")}
      subjects={subjects}
      labels={labels}
      scores={subjects.map(({ result }) => filled(speakingShares(result.segments), labels))}
    />
  </section>
);

/** What takes no time takes 0 % of it. */
const filled = (shares: EmotionScores, labels: readonly string[]): EmotionScores => ({
  ...Object.fromEntries(labels.map((label) => [label, 0])),
  ...shares,
});

type CompareViewProps = { subjects: readonly Subject[]; radar: RadarDrawing };

/** Everything that two to four analyses have beside each other. */
export const CompareView = ({ subjects, radar }: CompareViewProps) => {
  const [stream, setStream] = useState<Stream>("fused");
  const labels = allLabels(subjects);
  const scores = subjects.map((subject) => overallScores(subject, stream));
  return (
    <div className="flex flex-col gap-14">
      <div className="flex flex-col gap-6">
        <div>
          <StreamChoice subjects={subjects} stream={stream} onChange={setStream} />
        </div>
        <div className="grid grid-cols-1 items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
          {radar(labels, scores, describe(subjects, stream))}
          <div className="flex min-w-0 flex-col gap-8">
            <ScoreColumns
              name={t("compare.table.name")}
              subjects={subjects}
              labels={labels}
              scores={scores}
            />
            <Differences subjects={subjects} labels={labels} stream={stream} />
          </div>
        </div>
      </div>
      <div className="grid grid-cols-1 gap-x-12 gap-y-14 xl:grid-cols-2">
        <SpeakingTime subjects={subjects} labels={labels} />
        <FactColumns subjects={subjects} />
      </div>
      {isSameRecording(subjects) && <SegmentRows subjects={subjects} />}
    </div>
  );
};
