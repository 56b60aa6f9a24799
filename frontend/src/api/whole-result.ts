import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";

import type { Analysis, Result } from "@/api/generated/undertone";
import { isActive } from "@/lib/stages";

/** It was read while the analysis still ran: how a result was made is written with its end. */
const isBehind = ({ segments, provenance }: Result, { status, segment_count }: Analysis): boolean =>
  !isActive(status) && (segments.length < segment_count || (status === "done" && provenance === null));

/** After so long nobody else has begun to read it again. */
const AFTER_MS = 1000;

/**
 * Whoever found out that an analysis has ended, the socket or the page's own look: its result is read to the end. Whether
 * it is on its way is not asked, for that would render the page with every beginning of it.
 */
export function useWholeResult(
  analysis: Analysis | undefined,
  { data, refetch }: UseQueryResult<Result, unknown>,
): void {
  const behind = analysis !== undefined && data !== undefined && isBehind(data, analysis);
  const state = analysis?.updated_at;
  useEffect(() => {
    if (!behind) return undefined;
    // Once in each state of it, whatever is answered.
    const timer = setTimeout(() => void refetch(), AFTER_MS);
    return () => clearTimeout(timer);
  }, [behind, state, refetch]);
}
