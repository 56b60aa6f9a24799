import type { AuthAnswer, AuthFlow } from "@/api/auth";
import { authRequest, isForbidden } from "@/api/auth";

/** How far signing in has come. */
export type Step =
  | "in"
  | "code" // the second step: a code of the app, or one kept for when it is lost
  | "mail" // the address has to be confirmed by the link that was sent to it
  | "out"; // it has ended, or was never begun

type Flows = { flows?: AuthFlow[] };

function stepOf({ status, data }: AuthAnswer<Flows>): Step {
  // 409: in another tab somebody has signed in meanwhile.
  if (status === 200 || status === 409) return "in";
  const pending = new Set(data?.flows?.filter((flow) => flow.is_pending).map(({ id }) => id));
  if (pending.has("mfa_authenticate")) return "code";
  return pending.has("verify_email") ? "mail" : "out";
}

const post = async (path: string, body: object): Promise<Step> =>
  stepOf(await authRequest<Flows>(path, { method: "POST", body }));

export const signIn = (email: string, password: string): Promise<Step> =>
  post("auth/login", { email: email.trim(), password });

/** A code of the app, or a recovery code: the site tells them apart. */
export const sendCode = (code: string): Promise<Step> =>
  post("auth/2fa/authenticate", { code: code.replaceAll(/\s/g, "") });

/** Null where the site takes nobody new. */
export async function signUp(email: string, password: string): Promise<Step | null> {
  try {
    return await post("auth/signup", { email: email.trim(), password });
  } catch (error) {
    if (isForbidden(error)) return null;
    throw error;
  }
}

/** Where signing in stands after a way over another site. */
export const currentStep = async (): Promise<Step> => stepOf(await authRequest<Flows>("auth/session"));

export const signOut = (): Promise<AuthAnswer> => authRequest("auth/session", { method: "DELETE" });

/** Answered in the same way whether there is such an account or not. */
export const askForReset = (email: string): Promise<AuthAnswer> =>
  authRequest("auth/password/request", { method: "POST", body: { email: email.trim() } });

export const checkResetKey = (key: string): Promise<AuthAnswer> =>
  authRequest("auth/password/reset", { headers: { "X-Password-Reset-Key": key } });

export const resetPassword = (key: string, password: string): Promise<Step> =>
  post("auth/password/reset", { key, password });

export const verifyEmail = (key: string): Promise<Step> => post("auth/email/verify", { key });
