import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import {
  getLimitsRetrieveQueryOptions,
  getRecordingsListQueryKey,
  recordingsList,
} from "@/api/generated/undertone";
import { applyAnalysis } from "@/api/live-cache";
import { uploadRecording } from "@/api/upload";
import { hashFile } from "@/features/upload/hash-file";
import { UploadQueue } from "@/features/upload/upload-queue";
import type { Upload, UploadState } from "@/features/upload/upload-state";
import { onSessionNews } from "@/lib/session-news";
import { useLeaveWarning } from "@/lib/use-leave-warning";

type Uploads = Pick<
  UploadQueue,
  "add" | "cancel" | "cancelAll" | "retry" | "retryLost" | "retryWithDefaultModel" | "sendAnyway"
> & {
  uploads: readonly Upload[];
};

const UploadsContext = createContext<Uploads | null>(null);

const LOST_ON_LEAVING: ReadonlySet<UploadState> = new Set([
  "waiting",
  "checking",
  "ready",
  "sending",
  "lost",
]);

/** What is used changes with every file; a batch asks now and then. */
const LIMITS_STALE_MS = 5000;

function useQueue(): UploadQueue {
  const client = useQueryClient();
  const [queue] = useState(
    () =>
      new UploadQueue({
        // “Always”: off line it fails at once, where it would else wait for the line without a word.
        limits: () =>
          client
            .query({ ...getLimitsRetrieveQueryOptions(), networkMode: "always", staleTime: LIMITS_STALE_MS })
            .catch(() => null),
        hash: hashFile,
        find: async (sha256, signal) => (await recordingsList({ sha256 }, { signal })).results,
        send: uploadRecording,
        onSent: (recording) => {
          if (recording.analysis) applyAnalysis(client, recording.analysis);
          void client.invalidateQueries({ queryKey: getRecordingsListQueryKey() });
        },
      }),
  );
  useEffect(() => {
    addEventListener("online", queue.retryLost);
    const forget = onSessionNews("signed-in", queue.retryLost);
    return () => {
      removeEventListener("online", queue.retryLost);
      forget();
    };
  }, [queue]);
  return queue;
}

/** Lives above the pages, so that leaving a page does not stop what is being sent. */
export const UploadsProvider = ({ children }: { children: ReactNode }) => {
  const queue = useQueue();
  const uploads = useSyncExternalStore(queue.subscribe, queue.snapshot);
  useLeaveWarning(uploads.some(({ state }) => LOST_ON_LEAVING.has(state)));
  const value = useMemo<Uploads>(
    () => ({
      uploads,
      add: queue.add,
      cancel: queue.cancel,
      cancelAll: queue.cancelAll,
      retry: queue.retry,
      retryLost: queue.retryLost,
      retryWithDefaultModel: queue.retryWithDefaultModel,
      sendAnyway: queue.sendAnyway,
    }),
    [uploads, queue],
  );
  return <UploadsContext value={value}>{children}</UploadsContext>;
};

export function useUploads(): Uploads {
  const uploads = use(UploadsContext);
  if (!uploads) throw new Error("useUploads needs an UploadsProvider above it");
  return uploads;
}
