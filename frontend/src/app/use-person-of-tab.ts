import { useState } from "react";

import type { SessionUser } from "@/api/generated/undertone";

/** The first person of this tab: what it shows and holds is theirs, also while their session has ended. */
export function usePersonOfTab(user: SessionUser | null | undefined): SessionUser | null {
  const [first, setFirst] = useState<SessionUser | null>(null);
  if (user && !first) setFirst(user);
  return first;
}
