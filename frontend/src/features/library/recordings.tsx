import { keepPreviousData } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";

import type { PaginatedRecordingList, Recording } from "@/api/generated/undertone";
import { useRecordingsList } from "@/api/generated/undertone";
import { lookAgainAfter } from "@/api/live-cache";
import { ApiError } from "@/api/request";
import { Button, buttonLook } from "@/components/button";
import { Notice } from "@/components/notice";
import { Loading, NotFetched, Skeleton } from "@/components/skeleton";
import { DeletionNotice } from "@/features/library/deletion-notice";
import type { LibraryFilters } from "@/features/library/library-filters";
import { isFiltered, listParams, PAGE_SIZE } from "@/features/library/library-filters";
import { LibraryRow } from "@/features/library/library-row";
import { Pager } from "@/features/library/pager";
import { SelectionBar } from "@/features/library/selection-bar";
import { useDeletion } from "@/features/library/use-deletion";
import { listKeys } from "@/features/library/use-list-keys";
import type { Selection } from "@/features/library/use-selection";
import { useSelection } from "@/features/library/use-selection";
import { cn } from "@/lib/cn";
import { errorWords } from "@/lib/error-words";
import { useLive } from "@/lib/live-context";
import { t } from "@/lib/texts";

export const RowsLoading = ({ label }: { label: string }) => (
  <Loading label={label}>
    <div className="flex flex-col gap-4 pt-4">
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} className="h-14" />
      ))}
    </div>
  </Loading>
);

const Nothing = ({ filtered, onClear }: { filtered: boolean; onClear: () => void }) =>
  filtered ? (
    <Notice
      title={t("library.noHit.title")}
      action={<Button onClick={onClear}>{t("library.noHit.show")}</Button>}
    >
      {t("library.noHit.why")}
    </Notice>
  ) : (
    <Notice
      title={t("library.empty.title")}
      action={
        <Link to="/" className={buttonLook("solid")}>
          {t("common.newRecording")}
        </Link>
      }
    >
      {t("library.empty.why")}
    </Notice>
  );

type FailedProps = { error: Error; onFirst: () => void; onRetry: () => void };

/** Deleting the last row of the last page leaves an address beyond the end. */
const Failed = ({ error, onFirst, onRetry }: FailedProps) =>
  error instanceof ApiError && error.status === 404 ? (
    <Notice
      title={t("library.beyond.title")}
      action={<Button onClick={onFirst}>{t("library.beyond.first")}</Button>}
    />
  ) : (
    <NotFetched>
      <Notice
        title={t("library.failed")}
        tone="danger"
        action={<Button onClick={onRetry}>{t("common.tryAgain")}</Button>}
      >
        {errorWords(error)}
      </Notice>
    </NotFetched>
  );

type ListProps = {
  data: PaginatedRecordingList;
  filters: LibraryFilters;
  selection: Selection;
  stale: boolean;
  onDelete: () => void;
};

const List = ({ data, filters, selection, stale, onDelete }: ListProps) => {
  const navigate = useNavigate();
  const open = ({ analysis }: Recording) => {
    if (analysis) void navigate(`/analyses/${analysis.id}`);
  };
  const onKeyDown = listKeys({ page: data.results, selection, onOpen: open, onDelete });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="figures text-sm text-ink-faint">
          {t(isFiltered(filters) ? "library.found" : "library.count", { count: data.count })}
        </p>
        <Button look="quiet" className="-mr-3 sm:-mr-4" onClick={selection.addPage}>
          {t("library.bar.page")}
        </Button>
      </div>
      {/* The keys are those of the checkboxes within; the list itself takes none. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        aria-label={t("library.list")}
        onKeyDown={onKeyDown}
        className={cn("border-t border-line transition-opacity", stale && "opacity-60")}
      >
        {data.results.map((recording) => (
          <LibraryRow
            key={recording.id}
            recording={recording}
            selected={selection.has(recording)}
            onToggle={() => selection.toggle(recording)}
            onExtend={() => selection.extend(recording, recording)}
          />
        ))}
      </ul>
    </>
  );
};

/** Nothing is there to be searched: no recording was ever made here, or all are deleted. */
export function useNothingKept(filters: LibraryFilters): boolean {
  const { data } = useRecordingsList(listParams(filters));
  return !isFiltered(filters) && data?.count === 0;
}

/** Where changes do not arrive by themselves. */
const ASK_AGAIN_MS = 5000;

type RecordingsProps = {
  filters: LibraryFilters;
  onPage: (page: number) => void;
  onClear: () => void;
};

export const Recordings = ({ filters, onPage, onClear }: RecordingsProps) => {
  const live = useLive();
  const { data, isPending, isPlaceholderData, error, refetch } = useRecordingsList(listParams(filters), {
    query: {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) => (live ? lookAgainAfter(state.data) : ASK_AGAIN_MS),
    },
  });
  const total = data?.count ?? 0;
  const selection = useSelection(filters, data?.results ?? [], total);
  const deletion = useDeletion();
  const remove = () => {
    deletion.remove(selection.request());
    selection.clear();
  };
  const notice = <DeletionNotice deletion={deletion} />;
  if (isPending) return <RowsLoading label={t("library.loading")} />;
  if (!data || (error instanceof ApiError && error.status === 404)) {
    return <Failed error={error ?? new Error()} onFirst={() => onPage(1)} onRetry={() => void refetch()} />;
  }
  if (data.results.length === 0) {
    return (
      <>
        {notice}
        <Nothing filtered={isFiltered(filters)} onClear={onClear} />
      </>
    );
  }
  return (
    <>
      {notice}
      <List data={data} filters={filters} selection={selection} stale={isPlaceholderData} onDelete={remove} />
      {selection.count > 0 && (
        <SelectionBar selection={selection} total={total} onDelete={remove} deleting={deletion.busy} />
      )}
      <Pager page={filters.page} pages={Math.ceil(total / PAGE_SIZE)} onPage={onPage} />
    </>
  );
};
