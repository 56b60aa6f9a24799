import { apiError, ApiError, csrfHeader, parseJson, unreachable } from "@/api/request";

/** The site's sign-in: django-allauth's headless API for browsers, whose answers have a shape of their own. */

export const AUTH = "/api/v1/auth/browser/v1";

export type AuthProblem = { code: string; message: string; param?: string };

/** What is left to do before somebody is signed in (or may do this). */
export type AuthFlow = { id: string; is_pending?: boolean; types?: string[] };

export type AuthAnswer<T = unknown> = {
  status: number;
  data?: T;
  meta?: { is_authenticated?: boolean; secret?: string; totp_url?: string };
};

/** What was sent was refused, field by field. */
export class AuthError extends Error {
  override name = "AuthError";

  constructor(readonly problems: readonly AuthProblem[]) {
    super(problems.map(({ message }) => message).join(" "));
  }
}

type AuthOptions = {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: object;
  headers?: Record<string, string>;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const isProblem = (value: unknown): value is AuthProblem =>
  isRecord(value) && typeof value.code === "string" && typeof value.message === "string";

function refusal(status: number, body: unknown): Error {
  const problems = isRecord(body) && Array.isArray(body.errors) ? body.errors.filter(isProblem) : [];
  if (problems.length > 0) return new AuthError(problems);
  if (status === 429) return new AuthError([{ code: "rate_limited", message: "" }]);
  return apiError(status, body);
}

/** These mean “not yet”, “not there” or “already so”: the caller knows which, and none is a fault. */
const ANSWERS: ReadonlySet<number> = new Set([200, 401, 404, 409, 410]);

export async function authRequest<T = unknown>(
  path: string,
  { method = "GET", body, headers }: AuthOptions = {},
): Promise<AuthAnswer<T>> {
  const json: Record<string, string> = body ? { "Content-Type": "application/json" } : {};
  const response = await fetch(`${AUTH}/${path}`, {
    method,
    headers: { Accept: "application/json", ...json, ...headers, ...csrfHeader() },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreachable();
  });
  const answer = parseJson(await response.text());
  if (!ANSWERS.has(response.status)) throw refusal(response.status, answer);
  // The shape is that of allauth's own specification.
  return { ...(answer as AuthAnswer<T>), status: response.status };
}

export const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.status === 403;
