import type { ReactNode } from "react";

import type { Analysis, RecordingDetail, Result, Segment } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { keyMoments } from "@/features/report/key-moments";
import type { Stream } from "@/lib/emotions";
import { emotionName, STREAM_NAMES, streamsOf } from "@/lib/emotions";
import { formatDate, formatDuration, formatPercent, formatTime, languageName } from "@/lib/format";
import { alternativesWords, chipWords, isUnsure, readingSentence } from "@/lib/reading";
import { disagreementWords, reasonsWords } from "@/lib/reasons";
import { t } from "@/lib/texts";

/** What one page has room for. */
const MOMENTS = 11;
const TEXT_LENGTH = 96;

type ReportProps = {
  analysis: Analysis;
  recording: RecordingDetail;
  result: Result;
  labels: readonly string[];
  radar: ReactNode;
  /** A stream's line as the radar draws it: the table beside it is its key. */
  lineOf: (stream: Stream) => ReactNode;
  timeline: ReactNode;
};

const shortened = (text: string): string =>
  text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH - 1).trimEnd()}…` : text;

const Heading = ({ children }: { children: string }) => (
  <h2 className="mb-1 border-b border-line-strong pb-0.5 text-[8.5pt] font-semibold">{children}</h2>
);

const Scores = ({ result, labels, lineOf }: Pick<ReportProps, "result" | "labels" | "lineOf">) => {
  const streams = streamsOf(result.overall ? [result.overall.scores] : []);
  return (
    <table className="figures w-full text-[8pt]">
      <thead>
        <tr className="text-left text-ink-faint">
          <th className="py-0.5 font-normal">{t("radar.emotion")}</th>
          {streams.map((stream) => (
            <th key={stream} className="py-0.5 text-right font-normal">
              <span className="inline-flex items-center gap-1.5">
                {lineOf(stream)}
                {STREAM_NAMES[stream]}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((label) => (
          <tr key={label} className="border-t border-line">
            <th className="py-0.5 text-left font-normal">
              <span className="inline-flex items-center gap-1.5">
                <EmotionMark name={label} className="size-2" />
                {emotionName(label)}
              </span>
            </th>
            {streams.map((stream) => {
              const share = result.overall?.scores[stream]?.[label];
              return (
                <td key={stream} className={`py-0.5 text-right ${stream === "fused" ? "font-semibold" : ""}`}>
                  {share === undefined ? "–" : formatPercent(share)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Moments = ({ segments }: { segments: readonly Segment[] }) => (
  <table className="figures w-full text-[8pt]">
    <tbody>
      {keyMoments(segments, MOMENTS).map(({ segment, why }) => (
        <tr key={segment.index} className="border-t border-line align-baseline first:border-0">
          <td className="py-[1.5pt] pr-3 whitespace-nowrap">{formatTime(segment.start_s)}</td>
          <td className="py-[1.5pt] pr-3 whitespace-nowrap">
            <span className="inline-flex items-center gap-1.5">
              <EmotionMark name={segment.top} className="size-2" />
              {chipWords(segment.top, segment.scores.fused?.[segment.top])}
              {isUnsure(segment) && <span className="text-ink-faint">?</span>}
            </span>
          </td>
          <td className="py-[1.5pt] pr-3 font-serif text-[9pt]">{shortened(segment.text) || "–"}</td>
          <td className="py-[1.5pt] text-right text-[7pt] whitespace-nowrap text-ink-faint">
            {why === "disagreement" && disagreementWords(segment)}
            {why === "change" && t("analysis.report.change")}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const doubts = ({ set, reasons }: NonNullable<Result["overall"]>): string =>
  [alternativesWords(set), reasonsWords(reasons)].filter(Boolean).join(": ");

const Provenance = ({
  analysis,
  recording,
  result,
}: Pick<ReportProps, "analysis" | "recording" | "result">) => (
  <footer className="border-t border-line-strong pt-1.5 text-[6.5pt] leading-snug text-ink-faint">
    <p>
      {t("analysis.report.made", {
        version: result.provenance?.undertone ?? "",
        model: analysis.model,
        modelVersion: result.model?.version ?? "",
        engine: result.asr ? `${result.asr.engine} (${result.asr.model})` : analysis.asr,
        date: formatDate(result.provenance?.created_at ?? analysis.created_at),
      })}
    </p>
    <p className="break-all">
      {t("analysis.report.hashes", { file: recording.sha256, weights: result.model?.sha256 ?? "–" })}
    </p>
    <p>{t("shell.purpose")}</p>
  </footer>
);

/** One page for paper: what it reads as, how it ran, its key moments, and how that was made. */
export const Report = ({ analysis, recording, result, labels, radar, lineOf, timeline }: ReportProps) => {
  const { overall, segments, asr } = result;
  const facts = [
    recording.name,
    recording.duration_s !== null && formatDuration(recording.duration_s),
    formatDate(recording.created_at),
    asr && segments.length > 0 && languageName(asr.language),
    t("analysis.report.segments", { count: segments.length }),
  ].filter(Boolean);
  return (
    <article aria-label={t("analysis.report.name")} className="flex flex-col gap-[3.5mm] text-ink">
      <header>
        <p className="text-[7.5pt] text-ink-faint">{t("analysis.report.kicker")}</p>
        <h1 className="font-serif text-[19pt] leading-tight">{recording.title}</h1>
        <p className="figures text-[8pt] text-ink-soft">{facts.join(" · ")}</p>
      </header>
      {overall && (
        <div className="flex flex-col gap-0.5">
          <p className="font-serif text-[12.5pt] leading-snug">{readingSentence(overall)}</p>
          {isUnsure(overall) && (
            <p className="text-[8pt] text-ink-soft">
              {t("radar.notSure")} {doubts(overall)}.
            </p>
          )}
        </div>
      )}
      <div className="grid grid-cols-[68mm_1fr] items-center gap-[8mm]">
        <div>{radar}</div>
        <Scores {...{ result, labels, lineOf }} />
      </div>
      <section>
        <Heading>{t("timeline.name")}</Heading>
        {timeline}
      </section>
      {segments.length > 0 && (
        <section>
          <Heading>{t("analysis.report.moments")}</Heading>
          <Moments segments={segments} />
        </section>
      )}
      <Provenance analysis={analysis} recording={recording} result={result} />
    </article>
  );
};
