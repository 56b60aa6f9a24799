import { useMemo } from "react";

import { useLimitsRetrieve } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";
import type { Accompany } from "@/features/recorder/companion";
import { loadPageTexts } from "@/lib/texts";

const canHearLive = (): boolean => typeof AudioWorkletNode !== "undefined";

/** Live mode, where the site offers it and the browser can; its code comes with the press of its button. */
export function useLive(choices: UploadChoices): Accompany | null {
  const { data } = useLimitsRetrieve({ query: { staleTime: Infinity } });
  const offered = (data?.live ?? false) && canHearLive();
  return useMemo(
    () =>
      offered
        ? async (stream, options) => {
            const [{ accompanyLive }] = await Promise.all([import("@/app/routes/new-live"), loadPageTexts()]);
            return accompanyLive(choices)(stream, options);
          }
        : null,
    [choices, offered],
  );
}
