import { ApiError } from "@/api/request";

/** A line that breaks under the same file this often will break again: a person is asked then. */
export const MAX_ATTEMPTS = 5;

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

/** No answer, or one of a proxy whose site is not there. */
const LOST_STATUSES: ReadonlySet<number> = new Set([0, 502, 503, 504]);

export const isLost = (error: unknown): boolean =>
  error instanceof ApiError && LOST_STATUSES.has(error.status);

/** A place becomes free when an analysis ends, and a minute's requests with the minute: nobody needs to press anything. */
export const BUSY_WAIT_MS = 15_000;

/** The site has no room for it now, and will have. */
export const isBusy = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 429 || error.code === "busy");

/** 2 s, 4 s, 8 s, … up to a minute. */
export const waitBeforeRetry = (attempts: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));

/** The site has refused the file itself: sending it again would change nothing. */
export const isFinal = (error: Error | null): boolean =>
  error instanceof ApiError && [400, 413, 415, 422].includes(error.status);
