import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { DeletedRecording } from "@/api/generated/undertone";
import {
  recordingsDeletedDestroy,
  recordingsRestoreCreate,
  useRecordingsDeletedList,
  useSettingsRetrieve,
} from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Notice } from "@/components/notice";
import { RecordingRow } from "@/components/recording-row";
import { NotFetched } from "@/components/skeleton";
import { PAGE_SIZE } from "@/features/library/library-filters";
import { Pager } from "@/features/library/pager";
import { RowsLoading } from "@/features/library/recordings";
import { errorWords } from "@/lib/error-words";
import { formatDay } from "@/lib/format";
import { t } from "@/lib/texts";

type RowProps = { recording: DeletedRecording; onRestore: () => void };

const DeletedRow = ({ recording, onRestore }: RowProps) => (
  <RecordingRow
    recording={recording}
    trailing={
      <Button
        icon="undo"
        aria-label={t("library.deleted.restoreTitle", { title: recording.title })}
        onClick={onRestore}
      >
        {t("library.deleted.restore")}
      </Button>
    }
  >
    {recording.restorable_until && (
      <p className="figures mt-1 text-sm text-ink-soft">
        {t("library.deleted.until", { date: formatDay(recording.restorable_until) })}
      </p>
    )}
  </RecordingRow>
);

/** Does something that changes the list, reads everything anew, and keeps what went wrong. */
function useChange() {
  const client = useQueryClient();
  const [problem, setProblem] = useState<Error | null>(null);
  const change = async (done: Promise<unknown>) => {
    try {
      await done;
      setProblem(null);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setProblem(error);
    }
    await client.invalidateQueries();
  };
  return { problem, change: (done: Promise<unknown>) => void change(done) };
}

const EmptyNow = ({ onConfirm }: { onConfirm: () => void }) => (
  <ConfirmDialog
    trigger={
      <Button look="danger" icon="trash">
        {t("library.deleted.emptyNow")}
      </Button>
    }
    title={t("library.deleted.emptyTitle")}
    description={t("library.deleted.emptyWhat")}
    confirm={t("library.deleted.emptyNow")}
    onConfirm={onConfirm}
  />
);

/** What was deleted and can still be brought back. */
export const Deleted = ({ page, onPage }: { page: number; onPage: (page: number) => void }) => {
  const { data, isPending, error, refetch } = useRecordingsDeletedList(page > 1 ? { page } : undefined);
  const { problem, change } = useChange();
  if (isPending) return <RowsLoading label={t("library.deleted.loading")} />;
  if (error) {
    return (
      <NotFetched>
        <Notice
          title={t("library.deleted.loadFailed")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      </NotFetched>
    );
  }
  if (data.results.length === 0) return <Notice title={t("library.deleted.empty")} />;
  return (
    <>
      {problem && <Notice tone="danger" title={t("library.deleted.failed", { why: errorWords(problem) })} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="figures text-sm text-ink-faint">
          {t("library.count", { count: data.count })}
        </p>
        <EmptyNow onConfirm={() => change(recordingsDeletedDestroy())} />
      </div>
      <ul aria-label={t("library.deleted.title")} className="mt-3 border-t border-line">
        {data.results.map((recording) => (
          <DeletedRow
            key={recording.id}
            recording={recording}
            onRestore={() => change(recordingsRestoreCreate({ ids: [recording.id] }))}
          />
        ))}
      </ul>
      <Pager page={page} pages={Math.ceil(data.count / PAGE_SIZE)} onPage={onPage} />
    </>
  );
};

export const DeletedIntroduction = () => {
  const { data } = useSettingsRetrieve();
  return (
    data && (
      <p className="measure mt-2 text-ink-soft">
        {t("library.deleted.why", { days: data.deleted_kept_days })}
      </p>
    )
  );
};
