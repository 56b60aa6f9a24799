import type { Analysis, RecordingDetail } from "@/api/generated/undertone";
import { formatDate, formatDuration, languageName } from "@/lib/format";

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
