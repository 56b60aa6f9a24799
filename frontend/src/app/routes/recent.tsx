import { Link } from "react-router";

import { useRecordingsList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { RecordingRow } from "@/components/recording-row";
import { Loading, Skeleton } from "@/components/skeleton";
import { useLive } from "@/lib/live-context";
import { isActive } from "@/lib/stages";

const SHOWN = 6;

const RecentLoading = () => (
  <Loading label="Loading recordings">
    <div className="flex flex-col gap-4 pt-4">
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
    </div>
  </Loading>
);

/** What is running, then what came lately. */
export const Recent = () => {
  const live = useLive();
  const { data, isPending, isError, error, refetch } = useRecordingsList(undefined, {
    query: { refetchInterval: live ? false : 4000 },
  });
  if (isPending) return <RecentLoading />;
  if (isError) {
    return (
      <Notice
        title="Recordings could not be loaded"
        tone="danger"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </Notice>
    );
  }
  const running = data.results.filter((each) => each.analysis && isActive(each.analysis.status));
  const finished = data.results.filter((each) => !running.includes(each)).slice(0, SHOWN);
  return (
    <>
      {running.length > 0 && (
        <section aria-labelledby="running">
          <h2 id="running" className="font-serif text-xl">
            Running now
          </h2>
          <ul className="mt-2 border-t border-line">
            {running.map((recording) => (
              <RecordingRow key={recording.id} recording={recording} />
            ))}
          </ul>
        </section>
      )}
      {finished.length > 0 && (
        <section aria-labelledby="recent">
          <div className="flex items-baseline justify-between">
            <h2 id="recent" className="font-serif text-xl">
              Recent
            </h2>
            <Link
              to="/library"
              className="rounded-sm text-sm text-ink-soft underline underline-offset-4 hover:text-ink"
            >
              All recordings
            </Link>
          </div>
          <ul className="mt-2 border-t border-line">
            {finished.map((recording) => (
              <RecordingRow key={recording.id} recording={recording} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
};
