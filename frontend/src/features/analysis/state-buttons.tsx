import { useQueryClient } from "@tanstack/react-query";
import type { MouseEvent } from "react";

import type { Analysis } from "@/api/generated/undertone";
import {
  getAnalysesRetrieveQueryKey,
  useAnalysesCancelCreate,
  useAnalysesRetryCreate,
} from "@/api/generated/undertone";
import { applyAnalysis } from "@/api/live-cache";
import type { ApiError } from "@/api/request";
import { Button } from "@/components/button";
import { t } from "@/lib/texts";

const CONFLICT = 409;

/** What was asked for has happened meanwhile when the site refuses it: the page then looks how it stands. */
function useStateChange(analysisId: string) {
  const client = useQueryClient();
  return {
    onSuccess: (changed: Analysis) => applyAnalysis(client, changed),
    onError: (error: ApiError) => {
      if (error.status === CONFLICT)
        void client.invalidateQueries({ queryKey: getAnalysesRetrieveQueryKey(analysisId) });
    },
  };
}

/** The second half of a double click asks for nothing: the button goes grey only with the next frame. */
const once =
  (act: () => void) =>
  (event: MouseEvent): void => {
    if (event.detail < 2) act();
  };

export const CancelButton = ({ analysisId }: { analysisId: string }) => {
  const { mutate, isPending, isSuccess } = useAnalysesCancelCreate({ mutation: useStateChange(analysisId) });
  return (
    <Button icon="stop" disabled={isPending || isSuccess} onClick={once(() => mutate({ analysisId }))}>
      {t("analysis.state.cancel")}
    </Button>
  );
};

export const RetryButton = ({ analysisId }: { analysisId: string }) => {
  const { mutate, isPending, isSuccess } = useAnalysesRetryCreate({ mutation: useStateChange(analysisId) });
  return (
    <Button
      look="solid"
      icon="again"
      disabled={isPending || isSuccess}
      onClick={once(() => mutate({ analysisId }))}
    >
      {t("common.tryAgain")}
    </Button>
  );
};
