import type { Analysis, RecordingDetail, Result } from "@/api/generated/undertone";
import { Icon } from "@/components/icons";
import { formatDate, formatDuration, languageName, withUnit } from "@/lib/format";

/** Length, date, model and engine, in one line. */
export const Facts = ({ analysis, recording }: { analysis: Analysis; recording: RecordingDetail }) => {
  const engine = analysis.speech_engine;
  const facts = [
    recording.duration_s === null ? null : formatDuration(recording.duration_s),
    formatDate(recording.created_at),
    `model ${analysis.model}`,
    engine ? `${engine.engine} (${engine.model})` : null,
    engine && analysis.segment_count > 0 ? languageName(engine.language) : null,
  ].filter((fact) => fact !== null);
  return (
    <ul
      aria-label="About this analysis"
      className="figures mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft"
    >
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
};

/** Some people always sound a little sad: with enough speech, a voice is read against its own average. */
export const SpeakerBaseline = ({ baseline }: { baseline: Result["speaker_baseline"] }) =>
  baseline?.used && (
    <p className="figures mt-2 flex items-start gap-2 text-sm text-ink-soft">
      <Icon name="info" className="mt-0.5 size-4" />
      Read against this speaker’s own average over {withUnit(baseline.segments, "segments")}.
    </p>
  );
