import { useQuery } from "@tanstack/react-query";

import type { AuthAnswer } from "@/api/auth";
import { authRequest } from "@/api/auth";
import { apiError } from "@/api/request";

/** What belongs to one's own account: the password, the second step, the places where one is signed in. */

export type SignedInPlace = {
  id: number;
  user_agent: string;
  ip: string;
  created_at: number;
  last_seen_at?: number;
  is_current: boolean;
};

export type Authenticator = {
  type: "totp" | "recovery_codes" | "webauthn";
  created_at: number;
  unused_code_count?: number;
  total_code_count?: number;
};

export type RecoveryCodes = { unused_codes?: string[] };

type OwnSession = { user?: { has_usable_password?: boolean } };

/** An answer that only the person's own session gets. */
async function own<T>(path: string): Promise<T> {
  const { status, data } = await authRequest<T>(path);
  if (status === 401 || data === undefined) throw apiError(status, undefined);
  return data;
}

export const PLACES_KEY = ["signed-in places"];
export const AUTHENTICATORS_KEY = ["authenticators"];

export const usePlaces = () =>
  useQuery({
    queryKey: PLACES_KEY,
    queryFn: () => own<SignedInPlace[]>("auth/sessions"),
    networkMode: "always",
  });

export const useAuthenticators = () =>
  useQuery({
    queryKey: AUTHENTICATORS_KEY,
    queryFn: () => own<Authenticator[]>("account/authenticators"),
    networkMode: "always",
  });

/** Who came over another site may have no password here. */
export const useHasPassword = () =>
  useQuery({
    queryKey: ["has password"],
    queryFn: async () => (await own<OwnSession>("auth/session")).user?.has_usable_password ?? true,
    networkMode: "always",
  });

export const endPlaces = (ids: readonly number[]): Promise<AuthAnswer<SignedInPlace[]>> =>
  authRequest("auth/sessions", { method: "DELETE", body: { sessions: ids } });

export async function changePassword(values: object): Promise<void> {
  const { status } = await authRequest("account/password/change", { method: "POST", body: values });
  if (status === 401) throw apiError(status, undefined);
}

const TOTP = "account/authenticators/totp";
const CODES = "account/authenticators/recovery-codes";

/** The secret that the app and the site are to share; the site makes a new one whenever it is asked. */
export const askForSecret = (): Promise<AuthAnswer> => authRequest(TOTP);

export const switchOn = (code: string): Promise<AuthAnswer> =>
  authRequest(TOTP, { method: "POST", body: { code: code.replaceAll(/\s/g, "") } });

export const switchOff = (): Promise<AuthAnswer> => authRequest(TOTP, { method: "DELETE" });

export const readCodes = (): Promise<AuthAnswer<RecoveryCodes>> => authRequest(CODES);

export const makeCodes = (): Promise<AuthAnswer<RecoveryCodes>> =>
  authRequest(CODES, { method: "POST", body: {} });
