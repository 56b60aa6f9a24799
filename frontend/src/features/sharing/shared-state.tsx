import type { Analysis } from "@/api/generated/undertone";
import { Notice } from "@/components/notice";
import { ProgressBar } from "@/components/progress-bar";
import { problemWords } from "@/lib/error-words";
import { isActive, stageWords } from "@/lib/stages";
import { t } from "@/lib/texts";

/** Where a shared analysis stands, unless it is simply done: told, with nothing to press. */
export const SharedState = ({ analysis }: { analysis: Analysis }) => {
  if (isActive(analysis.status)) {
    return (
      <div className="no-print rounded-lg border border-line bg-surface px-5 py-4 text-sm">
        <p role="status" className="mb-2 font-medium">
          {stageWords(analysis.status, analysis.stage)}
        </p>
        <ProgressBar label={t("sharing.page.progress")} share={analysis.progress} />
        <p className="mt-2 text-ink-soft">{t("sharing.page.running")}</p>
      </div>
    );
  }
  if (analysis.status === "done") return null;
  return (
    <Notice title={t("sharing.page.stopped")}>
      {analysis.error && problemWords(analysis.error.code, analysis.error.message)}
    </Notice>
  );
};
