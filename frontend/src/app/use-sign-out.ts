import { useState } from "react";

import { signOut } from "@/features/account/signing-in";
import { forgetShared } from "@/features/pwa/inbox";
import { deleteOwnTakes, listOwnTakes } from "@/features/recorder/take-store";
import { isPending } from "@/features/upload/upload-state";
import { useUploads } from "@/features/upload/uploads-context";
import { account, rememberAccount } from "@/lib/account";
import { errorWords } from "@/lib/error-words";
import { startAfresh } from "@/lib/start-afresh";

/** What has not reached the site, and stays behind in this browser or is lost. */
export type Unsent = { takes: number; uploads: number };

/** Where this browser keeps nothing (a private window), nothing is left behind. */
const countTakes = async (): Promise<number> => (await listOwnTakes().catch(() => [])).length;

const swallow = (): undefined => undefined;

/** Signs out and leaves nothing of this person on the screen, in memory, or in what the next one is shown. */
async function leave(keepTakes: boolean): Promise<void> {
  await signOut();
  // Before the person is forgotten: the recordings are found by whose they are.
  if (!keepTakes) await deleteOwnTakes().catch(swallow);
  await forgetShared().catch(swallow);
  rememberAccount({ ...account(), user: null });
  startAfresh("/sign-in");
}

export function useSignOut() {
  const { uploads, cancelAll } = useUploads();
  const [unsent, setUnsent] = useState<Unsent | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const go = async (keepTakes: boolean) => {
    setProblem(null);
    try {
      cancelAll();
      await leave(keepTakes);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setProblem(errorWords(error));
    }
  };
  const ask = async () => {
    const found = { takes: await countTakes(), uploads: uploads.filter(isPending).length };
    if (found.takes + found.uploads > 0) setUnsent(found);
    else await go(true);
  };
  return { unsent, problem, ask, go, stay: () => setUnsent(null) };
}

export type Leaving = ReturnType<typeof useSignOut>;
