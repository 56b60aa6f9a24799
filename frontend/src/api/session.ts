import { queryOptions, useQuery } from "@tanstack/react-query";

import { getSessionRetrieveQueryKey, sessionRetrieve } from "@/api/generated/undertone";
import { rememberAccount } from "@/lib/account";

/** Who is asking, as the site sees it; and what a person who is not signed in can do about it. */

export const SESSION_KEY = getSessionRetrieveQueryKey();

async function askForSession(signal: AbortSignal) {
  const session = await sessionRetrieve({ signal });
  rememberAccount({ accounts: session.accounts, user: session.user && String(session.user.id) });
  return session;
}

const sessionOptions = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }) => askForSession(signal),
  // Another tab may have signed out, or signed in as somebody else: looked at whenever this one is looked at again.
  staleTime: 0,
  refetchOnWindowFocus: ({ state }) => state.data?.accounts === "required",
});

export const useSession = () => useQuery(sessionOptions);
