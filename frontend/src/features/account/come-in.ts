import type { QueryClient } from "@tanstack/react-query";

import { SESSION_KEY } from "@/api/session";
import { tellSignedIn } from "@/lib/session-news";

/** Signed in: the site says as whom, and whatever was read before is read anew. */
export async function comeIn(client: QueryClient): Promise<void> {
  await client.refetchQueries({ queryKey: SESSION_KEY });
  tellSignedIn();
  await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}
