import { takeHeadStart } from "@/lib/head-start";
import { tellRefused } from "@/lib/session-news";

/** The one way to the site: sends a request, and turns every refusal into a typed error. */

export type ProblemDetail = { code: string; detail: string; attr: string | null };

/** A refusal by the site, in its own words, or `unreachable` when it gave no answer at all. */
export class ApiError extends Error {
  override name = "ApiError";

  constructor(
    readonly status: number,
    readonly problems: readonly ProblemDetail[],
  ) {
    super(problems.map((problem) => problem.detail).join(" "));
  }

  get code(): string {
    return this.problems[0]?.code ?? "error";
  }
}

export const unreachable = (): ApiError =>
  new ApiError(0, [{ code: "unreachable", detail: "The site cannot be reached right now.", attr: null }]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const isProblem = (value: unknown): value is ProblemDetail =>
  isRecord(value) && typeof value.code === "string" && typeof value.detail === "string";

/** The site does not know who is asking. */
export const isUnknownPerson = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 401 || error.code === "not_authenticated");

/** Reads the site's error body; anything else becomes one sentence that names the status. */
export function apiError(status: number, body: unknown): ApiError {
  const error = readError(status, body);
  if (isUnknownPerson(error)) tellRefused();
  return error;
}

function readError(status: number, body: unknown): ApiError {
  const listed = isRecord(body) && Array.isArray(body.errors) ? body.errors.filter(isProblem) : [];
  if (listed.length > 0) return new ApiError(status, listed);
  return new ApiError(status, [
    { code: "error", detail: `The site answered with an error (${status}).`, attr: null },
  ]);
}

export function parseJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Django refuses writes of a signed-in browser that do not repeat its cookie. */
export function csrfHeader(): Record<string, string> {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return token ? { "X-CSRFToken": token } : {};
}

export async function request<T>(url: string, options: RequestInit = {}): Promise<T> {
  const headers = { ...Object.fromEntries(new Headers(options.headers)), ...csrfHeader() };
  let response: Response;
  try {
    const early = options.method === "GET" ? takeHeadStart(url) : undefined;
    response = await (early ?? fetch(url, { ...options, headers }));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
  const body = parseJson(await response.text());
  if (!response.ok) throw apiError(response.status, body);
  // The generated client names the type that the schema promises for this address.
  return body as T;
}

/** The generated client takes its errors from here; it also names the body, which ApiError has read already. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars
export type ErrorType<_Body> = ApiError;
