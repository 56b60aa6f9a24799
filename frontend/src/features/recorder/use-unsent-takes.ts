import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { takeClaim } from "@/features/recorder/take-keeper";
import type { Take } from "@/features/recorder/take-store";
import { deleteTake, listOwnTakes } from "@/features/recorder/take-store";
import { useAccount } from "@/lib/account";
import { claimed } from "@/lib/claim";

/** Of all who use this browser. */
const KEY = ["unsent takes"];

/** Those that no tab is recording or sending. */
async function unsentTakes(): Promise<Take[]> {
  const held = await claimed();
  const free = (await listOwnTakes()).filter(({ id }) => !held.has(takeClaim(id)));
  // Its tab died before the first second was over: nothing is there to be sent.
  await Promise.all(free.filter(({ pieces }) => pieces === 0).map(({ id }) => deleteTake(id)));
  return free.filter(({ pieces }) => pieces > 0);
}

/** Recordings that an earlier visit left behind. */
export function useUnsentTakes() {
  const client = useQueryClient();
  const { user } = useAccount();
  const { data: takes = [] } = useQuery({
    queryKey: [...KEY, user],
    // Where this browser keeps nothing (a private window) nothing was left either.
    queryFn: () => unsentTakes().catch(() => []),
    networkMode: "always",
    staleTime: 0,
  });
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: KEY }), [client]);
  return { takes, refresh };
}
