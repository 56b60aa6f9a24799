import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import type { UploadChoices } from "@/api/upload";
import { Recent } from "@/app/routes/recent";
import { Page } from "@/components/page";
import { RecorderPanel } from "@/features/recorder/recorder-panel";
import { DropZone } from "@/features/upload/drop-zone";
import { Options } from "@/features/upload/options";
import { Samples } from "@/features/upload/samples";
import { UploadList } from "@/features/upload/upload-list";
import { useUploads } from "@/features/upload/uploads-context";

/** A single file opens its analysis as soon as the site has it; many stay on this page, side by side. */
function useOpenSingle() {
  const { uploads } = useUploads();
  const navigate = useNavigate();
  const [single, setSingle] = useState<string | null>(null);
  const analysisId = uploads.find((upload) => upload.key === single)?.analysisId;
  useEffect(() => {
    if (analysisId) void navigate(`/analyses/${analysisId}`);
  }, [analysisId, navigate]);
  return (keys: string[]) => setSingle(keys.length === 1 ? (keys[0] ?? null) : null);
}

export const NewRoute = () => {
  const { add } = useUploads();
  const openSingle = useOpenSingle();
  const [choices, setChoices] = useState<UploadChoices>({});
  const send = (files: File[], title?: string) => openSingle(add(files, choices, title));

  return (
    <Page title="Undertone">
      <h1 className="max-w-[18ch] font-serif text-3xl tracking-tight">What was said, and how it felt.</h1>
      <p className="measure mt-4 text-lg text-ink-soft">
        A transcript with the emotion of voice and words, read apart and together. Your recordings stay on the
        machine that runs Undertone.
      </p>
      <div className="mt-8 grid gap-4 md:grid-cols-[3fr_2fr]">
        <DropZone onFiles={(files) => send(files)} />
        <RecorderPanel onRecording={(file) => send([file], file.name.replace(/\.\w+$/, ""))} />
      </div>
      <div className="mt-4 flex flex-col gap-4">
        <Options choices={choices} onChange={setChoices} />
        <Samples onSample={(file, title) => send([file], title)} />
        <UploadList />
      </div>
      <div className="mt-14 flex flex-col gap-12">
        <Recent />
      </div>
    </Page>
  );
};
