import { lazy, Suspense, useCallback, useState } from "react";
import { useNavigate } from "react-router";

import { useLimitsRetrieve } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";
import { useSending } from "@/app/routes/new-sending";
import { Recent } from "@/app/routes/recent";
import { useLive } from "@/app/routes/use-live";
import { PRODUCT } from "@/components/brand-mark";
import { Page } from "@/components/page";
import { Skeleton } from "@/components/skeleton";
import { InstallLine } from "@/features/pwa/install-line";
import { DropZone } from "@/features/upload/drop-zone";
import { LeftOut } from "@/features/upload/left-out";
import { Options } from "@/features/upload/options";
import { Samples } from "@/features/upload/samples";
import { UploadList } from "@/features/upload/upload-list";
import { useWelcome, Welcome } from "@/features/welcome/welcome";
import { t } from "@/lib/texts";

/** Recording, its player and its database come beside the page, not before it. */
const RecorderPanel = lazy(async () => ({
  default: (await import("@/features/recorder/recorder-panel")).RecorderPanel,
}));
const UnsentTakes = lazy(async () => ({
  default: (await import("@/features/recorder/unsent-takes")).UnsentTakes,
}));
const SharedFiles = lazy(async () => ({
  default: (await import("@/features/pwa/shared-files")).SharedFiles,
}));

const Lead = () => (
  <>
    <h1 className="max-w-[18ch] font-serif text-3xl [font-size:min(var(--text-3xl),22vw)] tracking-tight">
      {t("start.heading")}
    </h1>
    <p className="measure mt-4 text-lg text-ink-soft">{t("start.lead")}</p>
  </>
);

export const NewRoute = () => {
  const [choices, setChoices] = useState<UploadChoices>({});
  const [recording, setRecording] = useState(false);
  const { data: limits } = useLimitsRetrieve({ query: { staleTime: Infinity } });
  const { send, sendPicked, leftOut, dismissLeftOut } = useSending({
    choices,
    extensions: limits?.extensions,
    staying: recording,
  });
  const live = useLive(choices);
  const navigate = useNavigate();
  const openAnalysis = useCallback((id: string) => void navigate(`/analyses/${id}`), [navigate]);
  const welcome = useWelcome();
  const sendSample = (file: File, title: string) => {
    welcome.dismiss();
    send([{ file, title, ifKnown: Object.values(choices).some(Boolean) ? "send" : "open" }]);
  };

  return (
    <Page title={PRODUCT}>
      <Lead />
      <div className="mt-8 flex flex-col gap-4">
        {welcome.shown && (
          <Welcome
            onDismiss={welcome.dismiss}
            samples={<Samples lead={t("start.welcome.try")} stacked onSample={sendSample} />}
          />
        )}
        <Suspense>
          <SharedFiles onShared={send} />
          <UnsentTakes
            onSend={({ file, title, settle }) =>
              send([{ file, title, onSettled: (sent) => void settle(sent) }])
            }
          />
        </Suspense>
        <div className="grid grid-cols-1 gap-4 md:not-has-data-live:grid-cols-[3fr_2fr]">
          <DropZone onPicked={sendPicked} />
          <Suspense fallback={<Skeleton className="min-h-64 rounded-lg" />}>
            <RecorderPanel
              onActive={setRecording}
              live={live}
              onSaved={openAnalysis}
              onRecording={({ file, title, settle }) =>
                send([{ file, title, onSettled: (sent) => void settle(sent) }])
              }
            />
          </Suspense>
        </div>
        {leftOut.length > 0 && <LeftOut files={leftOut} onDismiss={dismissLeftOut} />}
        <UploadList />
        <Options choices={choices} onChange={setChoices} />
        {!welcome.shown && <Samples lead={t("upload.samples.try")} onSample={sendSample} />}
      </div>
      <div className="mt-14 flex flex-col gap-12">
        <Recent />
        <InstallLine />
      </div>
    </Page>
  );
};
