import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import { useModelsList } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";
import type { Picked } from "@/features/upload/sort-files";
import { sortFiles } from "@/features/upload/sort-files";
import type { UploadRequest } from "@/features/upload/upload-state";
import { useUploads } from "@/features/upload/uploads-context";
import { needsFilm } from "@/lib/needs";

/** A single file opens its analysis as soon as the site has it; many stay on this page, side by side. */
function useOpenSingle(staying: boolean) {
  const { uploads } = useUploads();
  const navigate = useNavigate();
  const [single, setSingle] = useState<string | null>(null);
  const analysisId = uploads.find((upload) => upload.key === single)?.analysisId;
  useEffect(() => {
    if (analysisId && !staying) void navigate(`/analyses/${analysisId}`);
  }, [analysisId, staying, navigate]);
  return (keys: string[]) => setSingle(keys.length === 1 ? (keys[0] ?? null) : null);
}

type Sending = {
  choices: UploadChoices;
  extensions: readonly string[] | undefined;
  /** Nobody is taken away from an open microphone. */
  staying: boolean;
};

/** What the New page sends, and what it leaves out. */
export function useSending({ choices, extensions, staying }: Sending) {
  const { add } = useUploads();
  const openSingle = useOpenSingle(staying);
  const { data: models = [] } = useModelsList();
  const forFilms = models.some((model) => model.id === choices.model && needsFilm(model));
  const [leftOut, setLeftOut] = useState<readonly File[]>([]);

  const queue = (requests: readonly Omit<UploadRequest, "choices">[]) =>
    add(requests.map((request) => ({ choices, needsFilm: forFilms, ...request })));
  const send: typeof queue = (requests) => {
    const keys = queue(requests);
    openSingle(keys);
    return keys;
  };

  const sendPicked = (picked: Picked) => {
    const { media, others } = sortFiles(picked, extensions);
    setLeftOut(others);
    const requests = media.map((file) => ({ file }));
    // What was left out is told here: nobody is led away from it.
    if (others.length > 0) queue(requests);
    else if (requests.length > 0) send(requests);
  };
  return { send, sendPicked, leftOut, dismissLeftOut: () => setLeftOut([]) };
}
