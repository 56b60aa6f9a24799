import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { lazy, Suspense, useEffect } from "react";
import { Navigate, useLocation } from "react-router";

import { SESSION_KEY, useSession } from "@/api/session";
import { usePersonOfTab } from "@/app/use-person-of-tab";
import { signInAddress } from "@/lib/addresses";
import { account } from "@/lib/account";
import { startAfresh } from "@/lib/start-afresh";
import { onSessionNews } from "@/lib/session-news";
import { loadPageTexts } from "@/lib/texts";

const SignedOutDialog = lazy(async () => {
  const [{ SignedOutDialog: dialog }] = await Promise.all([
    import("@/features/account/signed-out-dialog"),
    loadPageTexts(),
  ]);
  return { default: dialog };
});

/** A refusal says that the session may have ended; the site is asked whether it has. */
function useAskingWhenRefused(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onSessionNews("refused", () => {
        // Not while an answer is on its way: a page's requests are refused all at once.
        if (client.isFetching({ queryKey: SESSION_KEY }) === 0) {
          void client.invalidateQueries({ queryKey: SESSION_KEY });
        }
      }),
    [client],
  );
}

/**
 * Where the site asks people to sign in, nobody comes past here who has not. A page that is open when the session ends stays
 * as it is, with the sign-in over it. On a machine without accounts nothing of this is seen, and nothing waits for it.
 */
export const SessionGate = ({ children }: { children: ReactNode }) => {
  const { pathname, search } = useLocation();
  const { data: session, isError } = useSession();
  const person = usePersonOfTab(session?.user);
  useAskingWhenRefused();
  const another = Boolean(person && session?.user && person.id !== session.user.id);
  useEffect(() => {
    // Signed in as somebody else in another tab: nothing of the first one may stay on the screen.
    if (another) startAfresh("/");
  }, [another]);

  if (another) return null;
  if (!session) {
    const { accounts, user } = account();
    return accounts === "local" || user !== null || isError ? children : null;
  }
  if (session.accounts === "local" || session.user) return children;
  if (!person) return <Navigate to={signInAddress(pathname + search)} replace />;
  return (
    <>
      {children}
      <Suspense>
        <SignedOutDialog session={session} person={person} />
      </Suspense>
    </>
  );
};
