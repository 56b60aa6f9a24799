import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import type { Analysis, Result } from "@/api/generated/undertone";
import { isActive } from "@/lib/stages";

/** It was read while the analysis still ran. */
const isBehind = ({ segments, overall }: Result, { status, segment_count }: Analysis): boolean =>
  !isActive(status) &&
  (segments.length < segment_count || (status === "done" && segments.length > 0 && overall === null));

/** Whoever found out that an analysis has ended, the socket or the page's own look: its result is read to the end. */
export function useWholeResult(
  analysis: Analysis | undefined,
  { data, isFetching, refetch }: UseQueryResult<Result, unknown>,
): void {
  const behind = analysis !== undefined && data !== undefined && !isFetching && isBehind(data, analysis);
  const state = analysis?.updated_at;
  const readIn = useRef<string>(undefined);
  useEffect(() => {
    if (!behind || readIn.current === state) return;
    readIn.current = state; // once in each state of it, whatever is answered
    void refetch();
  }, [behind, state, refetch]);
}
