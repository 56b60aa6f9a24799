import type { ReactNode } from "react";
import type { Analysis } from "@/api/generated/undertone";
import { Notice } from "@/components/notice";
import { ProgressBar } from "@/components/progress-bar";
import { CancelButton, RetryButton } from "@/features/analysis/state-buttons";
import { problemWords } from "@/lib/error-words";
import { formatPercent, formatTimeLeft } from "@/lib/format";
import { isActive, stageWords } from "@/lib/stages";
import { t } from "@/lib/texts";
import { useTimeLeft } from "@/lib/use-time-left";

const TimeLeft = ({ told }: { told: number | null }) => {
  const left = useTimeLeft(told);
  return left !== null && <p className="figures text-ink-soft">{formatTimeLeft(left)}</p>;
};

/** Said rarely enough to be listened to: each tenth. */
const Announced = ({ share }: { share: number }) => (
  <p role="status" className="sr-only">
    {share >= 0.1 && t("analysis.state.announced", { share: formatPercent(Math.floor(share * 10) / 10) })}
  </p>
);

const Running = ({ analysis }: { analysis: Analysis }) => (
  <div className="no-print flex flex-wrap items-center gap-x-6 gap-y-4 rounded-lg border border-line bg-surface px-5 py-4">
    <div className="min-w-0 flex-[1_1_16rem]">
      <div className="mb-2.5 flex flex-wrap justify-between gap-x-4 text-sm">
        <p role="status" className="font-medium">
          {stageWords(analysis.status, analysis.stage)}
          {analysis.attempts > 1 && (
            <span className="font-normal text-ink-faint">
              {" "}
              · {t("analysis.state.attempt", { number: analysis.attempts })}
            </span>
          )}
        </p>
        <TimeLeft told={analysis.eta_s} />
      </div>
      <ProgressBar label={t("analysis.state.progress")} share={analysis.progress} />
      <Announced share={analysis.progress} />
      {analysis.segment_count > 0 && (
        <p className="figures mt-2 text-xs text-ink-faint">
          {t("analysis.state.soFar", { count: analysis.segment_count })}
        </p>
      )}
    </div>
    <CancelButton analysisId={analysis.id} />
  </div>
);

const Ended = ({ analysis, title, children }: { analysis: Analysis; title: string; children: ReactNode }) => (
  <Notice
    title={title}
    tone={analysis.status === "failed" ? "danger" : "plain"}
    action={<RetryButton analysisId={analysis.id} />}
  >
    {children}
    {analysis.segment_count > 0 && ` ${t("analysis.state.readBelow", { count: analysis.segment_count })}`}
  </Notice>
);

/** Where the analysis stands, unless it is simply done. */
export const AnalysisState = ({ analysis }: { analysis: Analysis }) => {
  if (isActive(analysis.status)) return <Running analysis={analysis} />;
  if (analysis.status === "failed") {
    const { error } = analysis;
    return (
      <Ended analysis={analysis} title={t("analysis.state.failed")}>
        {error ? problemWords(error.code, error.message) : t("analysis.state.unknown")}
      </Ended>
    );
  }
  if (analysis.status === "cancelled") {
    return (
      <Ended analysis={analysis} title={t("analysis.state.cancelled")}>
        {analysis.segment_count === 0 && t("analysis.state.nothingRead")}
      </Ended>
    );
  }
  return null;
};
