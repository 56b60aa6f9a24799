import type { Analysis, RecordingDetail, Result } from "@/api/generated/undertone";
import { Icon } from "@/components/icons";
import { formatDate, formatDuration, languageName } from "@/lib/format";
import { t } from "@/lib/texts";

/** Length, date, model and engine, in one line. */
export const Facts = ({ analysis, recording }: { analysis: Analysis; recording: RecordingDetail }) => {
  const engine = analysis.speech_engine;
  const facts = [
    recording.duration_s === null ? null : formatDuration(recording.duration_s),
    formatDate(recording.created_at),
    t("analysis.facts.model", { model: analysis.model }),
    engine ? `${engine.engine} (${engine.model})` : null,
    engine && analysis.segment_count > 0 ? languageName(engine.language) : null,
  ].filter((fact) => fact !== null);
  return (
    <ul
      aria-label={t("analysis.facts.name")}
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
      {t("analysis.facts.baseline", { count: baseline.segments })}
    </p>
  );

/** Where words could not speak, for all of it, the reading is the voice's alone; and why that is. */
export const SilentWords = ({ result }: { result: Result }) => {
  const reasons = result.overall?.reasons ?? [];
  const language = languageName(result.asr?.language ?? "");
  if (result.segments.length === 0 || result.overall?.scores.words) return null;
  if (!reasons.includes("language_not_covered")) return null;
  return (
    <p className="mt-2 flex items-start gap-2 text-sm text-ink-soft">
      <Icon name="info" className="mt-0.5 size-4" />
      {t("analysis.facts.wordsSilent", { language })}
    </p>
  );
};
