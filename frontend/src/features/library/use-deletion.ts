import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { SelectionRequest } from "@/api/generated/undertone";
import { recordingsDeleteCreate, recordingsRestoreCreate } from "@/api/generated/undertone";
import { errorWords } from "@/lib/error-words";
import { tellOtherTabs } from "@/lib/other-tabs";

/** What was done last, as long as it is shown. */
export type Outcome =
  | { kind: "deleted"; id: string; count: number; until: string }
  | { kind: "restored"; count: number }
  | { kind: "failed"; why: string };

export type DeletionControl = {
  outcome: Outcome | null;
  busy: boolean;
  remove: (request: SelectionRequest) => void;
  restore: (deletion: string) => void;
  dismiss: () => void;
};

/** Deletes so that it can be undone: nothing is lost before the site's time to restore is over. */
export function useDeletion(): DeletionControl {
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (done: () => Promise<Outcome>) => {
    setBusy(true);
    try {
      setOutcome(await done());
      tellOtherTabs();
      await client.invalidateQueries();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setOutcome({ kind: "failed", why: errorWords(error) });
    } finally {
      setBusy(false);
    }
  };
  return {
    outcome,
    busy,
    remove: (request) =>
      void act(async () => {
        const { id, count, restorable_until: until } = await recordingsDeleteCreate(request);
        return { kind: "deleted", id, count, until };
      }),
    restore: (deletion) =>
      void act(async () => ({
        kind: "restored",
        count: (await recordingsRestoreCreate({ deletion })).count,
      })),
    dismiss: () => setOutcome(null),
  };
}
