import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import type { Analysis, RecordingDetail } from "@/api/generated/undertone";
import {
  getRecordingsRetrieveQueryKey,
  useRecordingsActionUnitsCreate,
  useRecordingsAnalysesCreate,
} from "@/api/generated/undertone";
import { applyAnalysis } from "@/api/live-cache";

export type Again = {
  busy: boolean;
  error: Error | null;
  withModel: (model: string) => void;
  /** The film's action units come first, for a model that reads faces. */
  withFace: (model: string, table: File) => void;
};

/** Another analysis of the same recording, which is then shown. */
export function useAgain(analysis: Analysis, recordingId: string): Again {
  const client = useQueryClient();
  const navigate = useNavigate();
  const begin = useRecordingsAnalysesCreate({
    mutation: {
      onSuccess: (created) => {
        applyAnalysis(client, created);
        void navigate(`/analyses/${created.id}`);
      },
    },
  });
  const face = useRecordingsActionUnitsCreate({
    mutation: {
      onSuccess: (recording) =>
        client.setQueryData<RecordingDetail>(getRecordingsRetrieveQueryKey(recordingId), recording),
    },
  });
  const { asr, language, speaker_baseline } = analysis;
  const withModel = (model: string) =>
    begin.mutate({ recordingId, data: { model, asr, language, speaker_baseline } });
  return {
    busy: begin.isPending || face.isPending,
    error: face.error ?? begin.error,
    withModel,
    withFace: (model, table) =>
      face.mutate({ recordingId, data: { action_units: table } }, { onSuccess: () => withModel(model) }),
  };
}
