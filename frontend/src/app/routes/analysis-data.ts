import { replaceEqualDeep } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import type { Analysis, Peaks, RecordingDetail } from "@/api/generated/undertone";
import {
  getRecordingsMediaRetrieveUrl,
  getRecordingsVideoRetrieveUrl,
  recordingsPeaksRetrieve,
  useAnalysesResultRetrieve,
  useAnalysesRetrieve,
  useRecordingsPeaksRetrieve,
  useRecordingsRetrieve,
} from "@/api/generated/undertone";
import { LOOK_MS, newer } from "@/api/live-cache";
import { useWholeResult } from "@/api/whole-result";
import type { PeaksSource } from "@/lib/close-peaks";
import { useLive } from "@/lib/live-context";
import { Playback } from "@/lib/playback";
import { isActive } from "@/lib/stages";

/** Where changes do not arrive by themselves, a running analysis is asked about. */
const POLL_MS = 2500;

/** Peaks are measured while the file is decoded; asking for them earlier would only be refused. */
const isDecoded = ({ status, stage, segment_count }: Analysis): boolean =>
  status === "done" || segment_count > 0 || (stage !== null && stage !== "decoding");

export function useAnalysisData(id: string) {
  const live = useLive();
  const analysis = useAnalysesRetrieve(id, {
    query: {
      structuralSharing: (known, answer) =>
        replaceEqualDeep(known, newer(known as Analysis | undefined, answer as Analysis)),
      refetchInterval: ({ state }) =>
        !state.error && state.data && isActive(state.data.status) ? (live ? LOOK_MS : POLL_MS) : false,
    },
  });
  const running = analysis.data ? isActive(analysis.data.status) : false;
  const recordingId = analysis.data?.recording ?? "";
  const refetchInterval = !live && running ? POLL_MS : false;
  const recording = useRecordingsRetrieve(recordingId);
  const result = useAnalysesResultRetrieve(id, undefined, { query: { refetchInterval } });
  useWholeResult(analysis.data, result);
  const peaks = useRecordingsPeaksRetrieve(recordingId, undefined, {
    query: { enabled: analysis.data !== undefined && isDecoded(analysis.data), staleTime: Infinity },
  });
  // While they are on their way the player stands there with a flat line, so that nothing moves when they come.
  const durationS = recording.data?.duration_s ?? 0;
  const flat = useMemo<Peaks>(() => ({ duration_s: durationS, peaks: [] }), [durationS]);
  return {
    analysis,
    recording,
    result,
    peaks: peaks.data ?? (peaks.isLoading && durationS > 0 ? flat : undefined),
    playable: peaks.isSuccess,
  };
}

/** Where a closer look at a recording's waveform comes from. */
export const usePeaksSource = (recordingId: string): PeaksSource =>
  useMemo(
    () => ({ key: recordingId, ask: (range) => recordingsPeaksRetrieve(recordingId, range) }),
    [recordingId],
  );

/** One playback per recording, silent once the page is left. */
export function useRecordingPlayback(recordingId: string, ready: boolean, running: boolean): Playback {
  const playback = useMemo(() => new Playback(getRecordingsMediaRetrieveUrl(recordingId)), [recordingId]);
  useEffect(() => {
    if (ready) playback.load();
    return () => playback.release();
  }, [playback, ready]);
  useEffect(() => {
    // A file that this browser cannot play gets a rendition while it is analysed.
    if (!running && playback.failed) playback.audio.load();
  }, [playback, running]);
  return playback;
}

/** Where the film of a recording comes from; null where there is only sound. */
export const filmUrl = ({ id, has_video }: RecordingDetail): string | null =>
  has_video ? getRecordingsVideoRetrieveUrl(id) : null;
