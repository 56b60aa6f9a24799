import { Button, IconButton } from "@/components/button";
import type { DeletionControl, Outcome } from "@/features/library/use-deletion";
import { formatDate } from "@/lib/format";
import { t } from "@/lib/texts";

function words(outcome: Outcome): string {
  if (outcome.kind === "failed") return t("library.deleted.failed", { why: outcome.why });
  if (outcome.kind === "restored") return t("library.deleted.restored", { count: outcome.count });
  return t("library.deleted.notice", { count: outcome.count, until: formatDate(outcome.until) });
}

/** Says what was deleted, and takes it back on request. It stays until the next thing is done. */
export const DeletionNotice = ({ deletion }: { deletion: DeletionControl }) => {
  const { outcome, busy } = deletion;
  return (
    <div role="status">
      {outcome && (
        <div className="mb-4 flex flex-wrap items-center gap-3 rounded-md border border-line-strong bg-surface px-4 py-3">
          <p className="figures mr-auto text-sm">{words(outcome)}</p>
          {outcome.kind === "deleted" && (
            <Button icon="undo" disabled={busy} onClick={() => deletion.restore(outcome.id)}>
              {t("common.undo")}
            </Button>
          )}
          <IconButton icon="close" label={t("common.close")} onClick={deletion.dismiss} />
        </div>
      )}
    </div>
  );
};
