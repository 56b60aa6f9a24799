import { useQuery } from "@tanstack/react-query";

import type { Analysis, RecordingDetail, Shared } from "@/api/generated/undertone";
import {
  sharedOpenCreate,
  useSharedPeaksRetrieve,
  useSharedResultRetrieve,
  useSharedRetrieve,
} from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { useWholeResult } from "@/api/whole-result";
import { isActive } from "@/lib/stages";

/** A running analysis is asked about: the socket is for those who are at home here. */
const POLL_MS = 2500;

/** The cookie of an open link lasts for twelve hours; a page that stays open has it renewed. */
const RENEW_MS = 6 * 3600 * 1000;

/** Whatever a link shows answers so once it shows nothing. */
export const isEnded = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** What the page's parts know of a recording; of its other analyses a link says nothing. */
const recordingOf = ({ recording, analysis }: Shared): RecordingDetail => ({
  ...recording,
  has_action_units: false,
  analysis,
  analyses: [analysis],
});

const isDecoded = ({ status, segment_count }: Analysis): boolean => status === "done" || segment_count > 0;

/** Opens the link once with its secret; from then on a cookie stands for it, which no script reads. */
export function useShared(secret: string) {
  const opened = useQuery({
    queryKey: ["shared", "open", secret],
    queryFn: () => sharedOpenCreate({ secret }),
    enabled: secret !== "",
    staleTime: Infinity,
    refetchInterval: RENEW_MS,
    refetchIntervalInBackground: true,
  });
  const id = opened.data?.id ?? "";
  const enabled = id !== "";
  const running = (shared: Shared | undefined) => shared !== undefined && isActive(shared.analysis.status);
  const detail = useSharedRetrieve(id, {
    query: {
      enabled: enabled && running(opened.data),
      refetchInterval: ({ state }) => (running(state.data ?? opened.data) ? POLL_MS : false),
    },
  });
  const shared = detail.data ?? opened.data;
  const result = useSharedResultRetrieve(id, {
    query: { enabled, refetchInterval: running(shared) ? POLL_MS : false },
  });
  useWholeResult(shared?.analysis, result);
  const peaks = useSharedPeaksRetrieve(id, undefined, {
    query: { enabled: shared !== undefined && isDecoded(shared.analysis), staleTime: Infinity },
  });
  return {
    shared,
    recording: shared && recordingOf(shared),
    result,
    peaks: peaks.data,
    error: opened.error ?? detail.error ?? result.error,
    retry: () => void (enabled ? result.refetch() : opened.refetch()),
  };
}
