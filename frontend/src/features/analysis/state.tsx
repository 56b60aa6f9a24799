import type { Analysis } from "@/api/generated/undertone";
import { Notice } from "@/components/notice";
import { ProgressBar } from "@/components/progress-bar";
import { CancelButton, RetryButton } from "@/features/analysis/state-buttons";
import { formatTimeLeft } from "@/lib/format";
import { isActive, stageWords } from "@/lib/stages";

const Running = ({ analysis }: { analysis: Analysis }) => (
  <div className="flex flex-wrap items-center gap-x-6 gap-y-4 rounded-lg border border-line bg-surface px-5 py-4">
    <div className="min-w-0 flex-[1_1_16rem]">
      <div className="mb-2.5 flex flex-wrap justify-between gap-x-4 text-sm">
        <p role="status" className="font-medium">
          {stageWords(analysis.status, analysis.stage)}
          {analysis.attempts > 1 && (
            <span className="font-normal text-ink-faint"> · attempt {analysis.attempts}</span>
          )}
        </p>
        {analysis.eta_s !== null && <p className="figures text-ink-soft">{formatTimeLeft(analysis.eta_s)}</p>}
      </div>
      <ProgressBar label="Analysis" share={analysis.progress} />
    </div>
    <CancelButton analysisId={analysis.id} />
  </div>
);

/** Where the analysis stands, unless it is simply done. */
export const AnalysisState = ({ analysis }: { analysis: Analysis }) => {
  if (isActive(analysis.status)) return <Running analysis={analysis} />;
  if (analysis.status === "failed") {
    return (
      <Notice title="The analysis failed" tone="danger" action={<RetryButton analysisId={analysis.id} />}>
        {analysis.error?.message ?? "The reason is not known."}
      </Notice>
    );
  }
  if (analysis.status === "cancelled") {
    return (
      <Notice title="The analysis was cancelled" action={<RetryButton analysisId={analysis.id} />}>
        What was read until then is below.
      </Notice>
    );
  }
  return null;
};
