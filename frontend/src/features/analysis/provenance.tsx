import type { ReactNode } from "react";

import type { RecordingDetail, Result } from "@/api/generated/undertone";
import { formatBytes, formatDate, formatNumber, formatPercent, languageName, withUnit } from "@/lib/format";
import { t, textOfCode } from "@/lib/texts";

const Entry = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="border-b border-line py-2 last:border-0 sm:grid sm:grid-cols-[11rem_minmax(0,1fr)] sm:gap-4">
    <dt className="text-ink-faint">{name}</dt>
    <dd className="figures wrap-anywhere">{children}</dd>
  </div>
);

const Hash = ({ value }: { value: string }) => <code className="font-mono text-xs break-all">{value}</code>;

/** As it was given; a dash where it was left open. */
const settingWords = (value: unknown): string =>
  typeof value === "string" ? value : value === null ? "–" : JSON.stringify(value);

const timingsWords = (timings: Result["timings_s"]): string =>
  Object.entries(timings)
    .map(
      ([stage, seconds]) =>
        `${textOfCode("analysis.made.timing", stage) ?? stage} ${withUnit(formatNumber(seconds, 1), "s")}`,
    )
    .join(", ");

const speechWords = ({ engine, model, language, language_probability }: NonNullable<Result["asr"]>): string =>
  t("analysis.made.speech", {
    engine,
    model,
    language: languageName(language),
    share: formatPercent(language_probability),
  });

type ProvenanceProps = { recording: RecordingDetail; result: Result };

/** Everything needed to trace, and to make again, what the page shows. */
export const Provenance = ({ recording, result }: ProvenanceProps) => (
  <details className="border-t border-line pt-2">
    <summary className="min-h-11 text-sm font-medium text-ink">{t("analysis.made.title")}</summary>
    <dl className="mt-2 max-w-4xl text-sm">
      {result.model && (
        <>
          <Entry name={t("analysis.made.model")}>
            {t("analysis.made.version", { model: result.model.id, version: result.model.version })}
          </Entry>
          <Entry name={t("analysis.made.weights")}>
            <Hash value={result.model.sha256} />
          </Entry>
        </>
      )}
      {result.asr && <Entry name={t("analysis.made.engine")}>{speechWords(result.asr)}</Entry>}
      <Entry name={t("analysis.made.file")}>
        {recording.name}, {formatBytes(recording.size_bytes)}, {recording.media_type}
      </Entry>
      <Entry name={t("analysis.made.fileHash")}>
        <Hash value={result.recording.sha256} />
      </Entry>
      {result.speaker_baseline && (
        <Entry name={t("analysis.made.baseline")}>
          {result.speaker_baseline.used
            ? t("analysis.made.baselineUsed", { count: result.speaker_baseline.segments })
            : t("analysis.made.baselineUnused")}
        </Entry>
      )}
      {Object.keys(result.timings_s).length > 0 && (
        <Entry name={t("analysis.made.time")}>{timingsWords(result.timings_s)}</Entry>
      )}
      {result.provenance && (
        <>
          <Entry name={t("analysis.made.when")}>
            {t("analysis.made.with", {
              date: formatDate(result.provenance.created_at),
              version: result.provenance.undertone,
            })}
          </Entry>
          {Object.entries(result.provenance.settings).map(([name, value]) => (
            <Entry key={name} name={name.replaceAll("_", " ")}>
              {settingWords(value)}
            </Entry>
          ))}
        </>
      )}
    </dl>
  </details>
);
