import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { hashKey } from "@tanstack/react-query";

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

/** The newest state wins: a hint, or an answer, that was overtaken on its way is left out. */
export const newer = (known: Analysis | null | undefined, analysis: Analysis): Analysis =>
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

const waiting = new Set<string>();

/**
 * Reads again what is told to have changed. What is on its way was perhaps answered before the change, and the query
 * library takes a first fetch for the one that is asked for: it is waited for, and then another follows.
 */
async function readAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const key = hashKey(queryKey);
  if (waiting.has(key)) return;
  waiting.add(key);
  await client.refetchQueries({ queryKey, fetchStatus: "fetching" }, { cancelRefetch: false });
  waiting.delete(key);
  await client.invalidateQueries({ queryKey });
}

/** A result is fetched as a whole: the longer it has grown, the more of what comes is gathered before the next fetch. */
const GATHERED_MS_PER_SEGMENT = 3;

const gathering = new Set<string>();

function refreshResult(client: QueryClient, { id, status, segment_count }: Analysis): void {
  const refresh = () => {
    gathering.delete(id);
    void readAgain(client, getAnalysesResultRetrieveQueryKey(id));
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

/**
 * Where changes arrive by themselves, what runs is looked at all the same now and then: nobody tells what changed just
 * before the line stood, nor that something was deleted in another tab.
 */
export const LOOK_MS = 30_000;

export const lookAgainAfter = (page: PaginatedRecordingList | undefined): number | false =>
  page?.results.some(({ analysis }) => analysis && isActive(analysis.status)) ? LOOK_MS : false;

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
    void readAgain(client, getRecordingsListQueryKey());
    void readAgain(client, getRecordingsRetrieveQueryKey(analysis.recording));
  }
}
