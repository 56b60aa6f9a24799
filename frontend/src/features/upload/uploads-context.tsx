import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createContext, use, useCallback, useEffect, useMemo, useReducer, useRef } from "react";

import type { Recording } from "@/api/generated/undertone";
import { getRecordingsListQueryKey } from "@/api/generated/undertone";
import { applyAnalysis } from "@/api/live-cache";
import { ApiError } from "@/api/request";
import type { UploadChoices } from "@/api/upload";
import { uploadRecording } from "@/api/upload";
import type { Upload, UploadEvent } from "@/features/upload/upload-state";
import { makeUpload, uploadsReducer } from "@/features/upload/upload-state";
import { useLeaveWarning } from "@/lib/use-leave-warning";

type Uploads = {
  uploads: readonly Upload[];
  /** Queues files; gives back their keys. */
  add: (files: readonly File[], choices: UploadChoices, title?: string) => string[];
  cancel: (key: string) => void;
  retry: (key: string) => void;
};

const UploadsContext = createContext<Uploads | null>(null);

/** More at once would only share the same line. */
const AT_ONCE = 2;

const problemWords = (error: unknown): string =>
  error instanceof ApiError ? error.message : "The file could not be sent.";

function useSender(dispatch: (event: UploadEvent) => void) {
  const client = useQueryClient();
  const running = useRef(new Map<string, AbortController>());

  const onSent = useCallback(
    (key: string, recording: Recording) => {
      if (recording.analysis) applyAnalysis(client, recording.analysis);
      dispatch({ type: "sent", key, analysisId: recording.analysis?.id ?? null });
      return client.invalidateQueries({ queryKey: getRecordingsListQueryKey() });
    },
    [client, dispatch],
  );

  const send = useCallback(
    async ({ key, file, title, choices }: Upload) => {
      const controller = new AbortController();
      running.current.set(key, controller);
      dispatch({ type: "started", key });
      const onProgress = (share: number) => dispatch({ type: "progressed", key, share });
      try {
        const recording = await uploadRecording({
          file,
          title,
          choices,
          onProgress,
          signal: controller.signal,
        });
        void onSent(key, recording);
      } catch (error) {
        if (!controller.signal.aborted) dispatch({ type: "failed", key, problem: problemWords(error) });
      } finally {
        running.current.delete(key);
      }
    },
    [dispatch, onSent],
  );

  return { send, running };
}

/** Lives above the pages, so that leaving a page does not stop what is being sent. */
export const UploadsProvider = ({ children }: { children: ReactNode }) => {
  const [uploads, dispatch] = useReducer(uploadsReducer, []);
  const { send, running } = useSender(dispatch);

  useEffect(() => {
    const free = AT_ONCE - uploads.filter((upload) => upload.state === "sending").length;
    const next = uploads.filter((upload) => upload.state === "waiting" && !running.current.has(upload.key));
    for (const upload of next.slice(0, Math.max(0, free))) void send(upload);
  }, [uploads, send, running]);

  useLeaveWarning(uploads.some(({ state }) => state === "waiting" || state === "sending"));

  const value = useMemo<Uploads>(
    () => ({
      uploads,
      add: (files, choices, title) => {
        const added = files.map((file) => makeUpload(file, choices, title));
        dispatch({ type: "added", uploads: added });
        return added.map((upload) => upload.key);
      },
      cancel: (key) => {
        running.current.get(key)?.abort();
        dispatch({ type: "removed", key });
      },
      retry: (key) => dispatch({ type: "retried", key }),
    }),
    [uploads, running],
  );
  return <UploadsContext value={value}>{children}</UploadsContext>;
};

export function useUploads(): Uploads {
  const uploads = use(UploadsContext);
  if (!uploads) throw new Error("useUploads needs an UploadsProvider above it");
  return uploads;
}
