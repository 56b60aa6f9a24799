import { useEffect, useMemo } from "react";

import {
  getRecordingsMediaRetrieveUrl,
  useAnalysesResultRetrieve,
  useAnalysesRetrieve,
  useRecordingsPeaksRetrieve,
  useRecordingsRetrieve,
} from "@/api/generated/undertone";
import { useLive } from "@/lib/live-context";
import { Playback } from "@/lib/playback";
import { isActive } from "@/lib/stages";

/** Where changes do not arrive by themselves, a running analysis is asked about. */
const POLL_MS = 2500;

export function useAnalysisData(id: string) {
  const live = useLive();
  const analysis = useAnalysesRetrieve(id, {
    query: {
      refetchInterval: ({ state }) => (!live && state.data && isActive(state.data.status) ? POLL_MS : false),
    },
  });
  const running = analysis.data ? isActive(analysis.data.status) : false;
  const recordingId = analysis.data?.recording ?? "";
  const refetchInterval = !live && running ? POLL_MS : false;
  const recording = useRecordingsRetrieve(recordingId);
  const result = useAnalysesResultRetrieve(id, {
    query: { enabled: Boolean(analysis.data), refetchInterval },
  });
  // Peaks are made early in the run; until then the site says "not ready".
  const peaks = useRecordingsPeaksRetrieve(recordingId, {
    query: { refetchInterval, staleTime: Infinity, retry: false },
  });
  return { analysis, recording, result, peaks: peaks.data };
}

/** One playback per recording, silent once the page is left. */
export function useRecordingPlayback(recordingId: string | undefined, ready: boolean): Playback {
  // A new recording gets a new audio element.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const playback = useMemo(() => new Playback(), [recordingId]);
  useEffect(() => {
    if (recordingId && ready) playback.load(getRecordingsMediaRetrieveUrl(recordingId));
    return () => playback.release();
  }, [playback, recordingId, ready]);
  return playback;
}
