import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "react-router";

import { useRecordingsList } from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { Button, buttonLook } from "@/components/button";
import { Notice } from "@/components/notice";
import { RecordingRow } from "@/components/recording-row";
import { Loading, Skeleton } from "@/components/skeleton";
import type { LibraryFilters } from "@/features/library/library-filters";
import { isFiltered, listParams } from "@/features/library/library-filters";
import { Pager } from "@/features/library/pager";
import { useLive } from "@/lib/live-context";

const RecordingsLoading = () => (
  <Loading label="Loading the library">
    <div className="flex flex-col gap-4 pt-4">
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} className="h-14" />
      ))}
    </div>
  </Loading>
);

const Nothing = ({ filtered, onClear }: { filtered: boolean; onClear: () => void }) =>
  filtered ? (
    <Notice title="Nothing matches" action={<Button onClick={onClear}>Show everything</Button>}>
      No recording has these words, this emotion and this state together.
    </Notice>
  ) : (
    <Notice
      title="The library is empty"
      action={
        <Link to="/" className={buttonLook("solid")}>
          New recording
        </Link>
      }
    >
      Recordings you upload or make are kept here, with their transcripts.
    </Notice>
  );

const countWords = (count: number): string => (count === 1 ? "1 recording" : `${count} recordings`);

type RecordingsProps = {
  filters: LibraryFilters;
  onPage: (page: number) => void;
  onClear: () => void;
};

export const Recordings = ({ filters, onPage, onClear }: RecordingsProps) => {
  const live = useLive();
  const { data, isPending, error, refetch } = useRecordingsList(listParams(filters), {
    query: { placeholderData: keepPreviousData, refetchInterval: live ? false : 5000 },
  });
  if (isPending) return <RecordingsLoading />;
  // Deleting the last row of the last page leaves an address beyond the end.
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Notice
        title="This page no longer exists"
        action={<Button onClick={() => onPage(1)}>First page</Button>}
      />
    );
  }
  if (!data) {
    return (
      <Notice
        title="The library could not be loaded"
        tone="danger"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </Notice>
    );
  }
  if (data.results.length === 0) return <Nothing filtered={isFiltered(filters)} onClear={onClear} />;
  return (
    <>
      <p role="status" className="figures text-sm text-ink-faint">
        {countWords(data.count)}
      </p>
      <ul aria-label="Recordings" className="mt-2 border-t border-line">
        {data.results.map((recording) => (
          <RecordingRow key={recording.id} recording={recording} />
        ))}
      </ul>
      <Pager
        page={filters.page}
        hasNext={Boolean(data.next)}
        hasPrevious={Boolean(data.previous)}
        onPage={onPage}
      />
    </>
  );
};
