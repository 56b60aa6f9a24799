import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { NewToken, TokenRequestRequest } from "@/api/generated/undertone";
import { getTokensListQueryKey, tokensCreate, tokensDestroy } from "@/api/generated/undertone";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** Makes and revokes tokens. What was just made is kept here as long as the page shows it, and nowhere else. */
export function useTokens() {
  const client = useQueryClient();
  const [made, setMade] = useState<NewToken | null>(null);
  const [said, say] = useState<{ words: string; failed: boolean } | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: getTokensListQueryKey() });

  const attempt = async (act: () => Promise<string>): Promise<boolean> => {
    say(null);
    try {
      say({ words: await act(), failed: false });
      await refresh();
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      say({ words: errorWords(error), failed: true });
      return false;
    }
  };
  return {
    made,
    said,
    make: (request: TokenRequestRequest) =>
      attempt(async () => {
        setMade(await tokensCreate(request));
        return t("account.tokens.made", { name: request.name });
      }),
    revoke: (id: string, name: string) =>
      attempt(async () => {
        await tokensDestroy(id);
        setMade((shown) => (shown?.id === id ? null : shown));
        return t("account.tokens.revoked", { name });
      }),
    hide: () => setMade(null),
  };
}
