import { queryOptions, useQuery } from "@tanstack/react-query";

import { request } from "@/api/request";
import { rememberAccount } from "@/lib/account";

/** Who is asking, as the site sees it; and what a person who is not signed in can do about it. */

export type SessionUser = { id: string | number; email: string; two_factor: boolean };

export type Provider = { id: string; name: string };

export type Session = {
  accounts: "local" | "required";
  user: SessionUser | null;
  sign_up: "open" | "closed";
  /** Whether the site can send mail: without it, nobody gets a new password by mail. */
  mail: boolean;
  providers: readonly Provider[];
};

export const SESSION_KEY = ["session"] as const;

async function askForSession(signal: AbortSignal): Promise<Session> {
  const session = await request<Session>("/api/v1/session/", { signal });
  const user = session.user && String(session.user.id);
  rememberAccount({ accounts: session.accounts, user });
  return session;
}

export const sessionOptions = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }) => askForSession(signal),
  // Another tab may have signed out, or signed in as somebody else: looked at whenever this one is looked at again.
  staleTime: 0,
  refetchOnWindowFocus: ({ state }) => state.data?.accounts === "required",
});

export const useSession = () => useQuery(sessionOptions);
