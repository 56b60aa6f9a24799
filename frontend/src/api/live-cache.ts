import type { QueryClient } from "@tanstack/react-query";

import type { Analysis, PaginatedRecordingList, RecordingDetail } from "@/api/generated/undertone";
import {
  getAnalysesResultRetrieveQueryKey,
  getAnalysesRetrieveQueryKey,
  getRecordingsListQueryKey,
  getRecordingsRetrieveQueryKey,
} from "@/api/generated/undertone";

import { isActive } from "@/lib/stages";

/** What the socket says, and where it lands in the page's copy of the site. */
export type AnalysisChanged = { type: "analysis.changed"; analysis: Analysis };

export const isAnalysisChanged = (message: unknown): message is AnalysisChanged =>
  typeof message === "object" &&
  message !== null &&
  "type" in message &&
  message.type === "analysis.changed" &&
  "analysis" in message;

/** The newest state wins: a hint that was overtaken on its way is left out. */
const newer = (known: Analysis | null | undefined, analysis: Analysis): Analysis =>
  known && known.updated_at > analysis.updated_at ? known : analysis;

function replaceInDetail(recording: RecordingDetail, analysis: Analysis): RecordingDetail {
  return {
    ...recording,
    analysis:
      recording.analysis?.id === analysis.id ? newer(recording.analysis, analysis) : recording.analysis,
    analyses: recording.analyses.map((each) => (each.id === analysis.id ? newer(each, analysis) : each)),
  };
}

function replaceInList(page: PaginatedRecordingList, analysis: Analysis): PaginatedRecordingList {
  const results = page.results.map((each) =>
    each.analysis?.id === analysis.id ? { ...each, analysis: newer(each.analysis, analysis) } : each,
  );
  return { ...page, results };
}

/** A result is fetched as a whole: the longer it has grown, the more of what comes is gathered before the next fetch. */
const GATHERED_MS_PER_SEGMENT = 3;

const gathering = new Set<string>();

function refreshResult(client: QueryClient, { id, status, segment_count }: Analysis): void {
  const refresh = () => {
    gathering.delete(id);
    void client.invalidateQueries({ queryKey: getAnalysesResultRetrieveQueryKey(id) });
  };
  if (status !== "running") refresh();
  else if (!gathering.has(id)) {
    gathering.add(id);
    setTimeout(refresh, segment_count * GATHERED_MS_PER_SEGMENT);
  }
}

/** There is more to read; or what had ended changed since, for a segment was corrected, in another tab perhaps. */
function isResultNews(known: Analysis | undefined, analysis: Analysis): boolean {
  if (known?.segment_count !== analysis.segment_count || known.status !== analysis.status) return true;
  return !isActive(analysis.status) && known.updated_at < analysis.updated_at;
}

export function applyAnalysis(client: QueryClient, analysis: Analysis): void {
  const key = getAnalysesRetrieveQueryKey(analysis.id);
  const known = client.getQueryData<Analysis>(key);
  client.setQueryData<Analysis>(key, newer(known, analysis));
  client.setQueryData<RecordingDetail>(
    getRecordingsRetrieveQueryKey(analysis.recording),
    (recording) => recording && replaceInDetail(recording, analysis),
  );
  client.setQueriesData<PaginatedRecordingList>(
    { queryKey: getRecordingsListQueryKey() },
    (page) => page && replaceInList(page, analysis),
  );
  if (isResultNews(known, analysis)) refreshResult(client, analysis);
  if (known?.status !== analysis.status || known.stage !== analysis.stage) {
    void client.invalidateQueries({ queryKey: getRecordingsListQueryKey() });
    void client.invalidateQueries({ queryKey: getRecordingsRetrieveQueryKey(analysis.recording) });
  }
}
