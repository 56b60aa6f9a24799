import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { PatchedPreferencesRequest } from "@/api/generated/undertone";
import {
  getSettingsRetrieveQueryKey,
  getStorageRetrieveQueryKey,
  settingsPartialUpdate,
} from "@/api/generated/undertone";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** Stores a change, and says whether that worked. */
export function useSaving() {
  const client = useQueryClient();
  const [said, say] = useState<{ words: string; failed: boolean } | null>(null);
  const save = async (change: PatchedPreferencesRequest) => {
    say(null);
    try {
      client.setQueryData(getSettingsRetrieveQueryKey(), await settingsPartialUpdate(change));
      say({ words: t("settings.saved"), failed: false });
      await client.invalidateQueries({ queryKey: getStorageRetrieveQueryKey() });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      say({ words: t("settings.notSaved", { why: errorWords(error) }), failed: true });
    }
  };
  return { said, save: (change: PatchedPreferencesRequest) => void save(change) };
}

export type Saving = ReturnType<typeof useSaving>;
