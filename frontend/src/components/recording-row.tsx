import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Analysis, Recording } from "@/api/generated/undertone";
import { EmotionChip } from "@/components/emotion-chip";
import { ProgressBar } from "@/components/progress-bar";
import { cn } from "@/lib/cn";
import { formatDate, formatDuration, formatTimeLeft } from "@/lib/format";
import { isActive, stageWords, statusName } from "@/lib/stages";
import { t } from "@/lib/texts";
import { useTimeLeft } from "@/lib/use-time-left";

const Running = ({ analysis, title }: { analysis: Analysis; title: string }) => {
  const left = useTimeLeft(analysis.eta_s);
  return (
    <div className="mt-2 flex flex-col gap-1.5">
      <p className="figures text-sm text-ink-soft">
        {stageWords(analysis.status, analysis.stage)}
        {left !== null && <span className="text-ink-faint"> · {formatTimeLeft(left)}</span>}
      </p>
      {analysis.status !== "queued" && (
        <ProgressBar label={t("reading.analysing", { title })} share={analysis.progress} />
      )}
    </div>
  );
};

/** What came of it: the emotion it reads as, or why there is none. */
const Outcome = ({ analysis }: { analysis: Analysis }) => {
  const top = analysis.overall?.top;
  if (analysis.status === "done" && top) {
    return <EmotionChip name={top} probability={analysis.overall.scores.fused?.[top]} />;
  }
  if (analysis.status === "done")
    return <span className="text-sm text-ink-soft">{t("reading.noSpeechFound")}</span>;
  if (isActive(analysis.status)) return null;
  return (
    <span className={analysis.status === "failed" ? "text-sm text-danger" : "text-sm text-ink-soft"}>
      {statusName(analysis.status)}
    </span>
  );
};

type RecordingRowProps = {
  recording: Recording;
  /** The title as it is to be shown, where that is not just its words. */
  title?: ReactNode;
  /** Before the title, a checkbox say. */
  leading?: ReactNode;
  /** Instead of the outcome. */
  trailing?: ReactNode;
  children?: ReactNode;
};

/** One recording in a list: its title leads to its newest analysis. */
export const RecordingRow = ({ recording, title: shown, leading, trailing, children }: RecordingRowProps) => {
  const { analysis, title } = recording;
  return (
    <li
      className={cn(
        "border-b border-line py-4",
        leading !== undefined && "grid grid-cols-[auto_1fr] gap-x-4",
      )}
    >
      {leading !== undefined && <div className="flex min-h-8 items-center self-start">{leading}</div>}
      <div className="min-w-0">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
          <div className="min-w-0 flex-[1_1_16rem]">
            {analysis && trailing === undefined ? (
              <Link
                to={`/analyses/${analysis.id}`}
                className="rounded-sm font-serif text-lg wrap-anywhere underline-offset-4 hover:underline"
              >
                {shown ?? title}
              </Link>
            ) : (
              <span className="font-serif text-lg wrap-anywhere">{shown ?? title}</span>
            )}
            <p className="figures text-sm text-ink-faint">
              {recording.duration_s !== null && `${formatDuration(recording.duration_s)} · `}
              <time dateTime={recording.created_at}>{formatDate(recording.created_at)}</time>
            </p>
          </div>
          {trailing ?? (analysis && <Outcome analysis={analysis} />)}
        </div>
        {children}
        {analysis && isActive(analysis.status) && <Running analysis={analysis} title={title} />}
      </div>
    </li>
  );
};
