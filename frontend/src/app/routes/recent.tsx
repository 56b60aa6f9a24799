import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Recording } from "@/api/generated/undertone";
import { useRecordingsList } from "@/api/generated/undertone";
import { lookAgainAfter } from "@/api/live-cache";
import { ApiError } from "@/api/request";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { RecordingRow } from "@/components/recording-row";
import { Loading, Skeleton } from "@/components/skeleton";
import { errorWords } from "@/lib/error-words";
import { useLive } from "@/lib/live-context";
import { isActive } from "@/lib/stages";
import { t } from "@/lib/texts";

const SHOWN = 6;

/** How often a site that does not answer is asked again. */
const ASK_AGAIN_MS = 4000;

const RecentLoading = () => (
  <Loading label={t("start.loadingRecordings")}>
    <div className="flex flex-col gap-4 pt-4">
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
      <Skeleton className="h-12" />
    </div>
  </Loading>
);

/** Without a line the page is still of use, and says for what. */
const Waiting = () => <Notice title={t("start.waitingTitle")}>{t("start.waitingWhat")}</Notice>;

type ListProps = { id: string; title: string; recordings: readonly Recording[]; aside?: ReactNode };

const List = ({ id, title, recordings, aside }: ListProps) => (
  <section aria-labelledby={id}>
    <div className="flex items-baseline justify-between">
      <h2 id={id} className="font-serif text-xl">
        {title}
      </h2>
      {aside}
    </div>
    <ul className="mt-2 border-t border-line">
      {recordings.map((recording) => (
        <RecordingRow key={recording.id} recording={recording} />
      ))}
    </ul>
  </section>
);

const AllRecordings = () => (
  <Link
    to="/library"
    className="rounded-sm text-sm text-ink-soft underline underline-offset-4 hover:text-ink"
  >
    {t("start.allRecordings")}
  </Link>
);

function useRecent() {
  const live = useLive();
  return useRecordingsList(undefined, {
    query: {
      // Where changes do not come by themselves, or nothing comes at all.
      refetchInterval: ({ state }) =>
        live && state.status !== "error" ? lookAgainAfter(state.data) : ASK_AGAIN_MS,
    },
  });
}

const isSilent = (error: unknown): boolean => error instanceof ApiError && error.code === "unreachable";

const isQueued = ({ analysis }: Recording): boolean => analysis?.status === "queued";

/** What is running, what waits behind it, then what came lately. */
export const Recent = () => {
  const { data, isPending, fetchStatus, isError, error, failureReason, refetch } = useRecent();
  if (!data && (fetchStatus === "paused" || isSilent(error ?? failureReason))) return <Waiting />;
  if (isPending) return <RecentLoading />;
  if (isError && !data) {
    return (
      <Notice
        title={t("start.notLoaded")}
        tone="danger"
        action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
      >
        {errorWords(error)}
      </Notice>
    );
  }
  const running = data.results
    .filter((each) => each.analysis && isActive(each.analysis.status))
    .sort((one, other) => Number(isQueued(one)) - Number(isQueued(other)));
  const finished = data.results.filter((each) => !running.includes(each)).slice(0, SHOWN);
  if (data.results.length === 0) return <p className="text-sm text-ink-faint">{t("start.empty")}</p>;
  return (
    <>
      {running.length > 0 && <List id="running" title={t("start.running")} recordings={running} />}
      {finished.length > 0 && (
        <List id="recent" title={t("start.recent")} recordings={finished} aside={<AllRecordings />} />
      )}
    </>
  );
};
