import { useEffect, useMemo, useRef } from "react";
import { useLocation } from "react-router";

import type { Peaks, RecordingDetail, Result, Shared } from "@/api/generated/undertone";
import {
  getSharedExportRetrieveUrl,
  getSharedMediaRetrieveUrl,
  getSharedVideoRetrieveUrl,
  sharedPeaksRetrieve,
} from "@/api/generated/undertone";
import { saveDrawing } from "@/app/routes/analysis-drawings";
import { Readings } from "@/app/routes/analysis-readings";
import { AnalysisReport } from "@/app/routes/analysis-report";
import { AnalysisFailed, AnalysisLoading } from "@/app/routes/analysis-states";
import { SiteState } from "@/app/site-state";
import { Page } from "@/components/page";
import type { Drawing, DrawingFormat } from "@/features/analysis/export-menu";
import { ExportMenu } from "@/features/analysis/export-menu";
import { Facts, SilentWords, SpeakerBaseline } from "@/features/analysis/facts";
import { Provenance } from "@/features/analysis/provenance";
import { SharedFrame } from "@/features/sharing/shared-frame";
import { SharedState } from "@/features/sharing/shared-state";
import { isEnded, useShared } from "@/features/sharing/use-shared";
import type { PeaksSource } from "@/lib/close-peaks";
import { PeaksSourceContext } from "@/lib/close-peaks";
import { formatDate } from "@/lib/format";
import { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";

/** Silent where the link was made without the sound. */
function useSharedPlayback({ id, sound }: Shared, ready: boolean): Playback {
  const playback = useMemo(() => new Playback(sound ? getSharedMediaRetrieveUrl(id) : null), [id, sound]);
  useEffect(() => {
    if (ready) playback.load();
    return () => playback.release();
  }, [playback, ready]);
  return playback;
}

type ViewProps = {
  shared: Shared;
  recording: RecordingDetail;
  result: Result | undefined;
  peaks: Peaks | undefined;
};

const SharedView = ({ shared, recording, result, peaks }: ViewProps) => {
  const { analysis } = shared;
  const radar = useRef<SVGSVGElement>(null);
  const closer = useMemo<PeaksSource>(
    () => ({ key: shared.id, ask: (range) => sharedPeaksRetrieve(shared.id, range) }),
    [shared.id],
  );
  const playback = useSharedPlayback(shared, peaks !== undefined);
  const film = shared.sound && recording.has_video ? getSharedVideoRetrieveUrl(shared.id) : null;
  const onSaveDrawing = (drawing: Drawing, format: DrawingFormat) => {
    if (result) void saveDrawing({ drawing, format, recording, result, radar: radar.current });
  };
  return (
    <>
      {result && <AnalysisReport {...{ analysis, recording, result }} />}
      <div className={result && "print:hidden"}>
        <Page title={recording.title}>
          <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
            <div className="min-w-0 flex-[1_1_24rem]">
              <h1 className="font-serif text-2xl wrap-anywhere">{recording.title}</h1>
              <Facts analysis={analysis} recording={recording} />
              <p className="mt-2 text-sm text-ink-soft">
                {t("sharing.page.readOnly", { date: formatDate(shared.expires_at) })}
                {!shared.sound && ` ${t("sharing.page.noSound")}`}
              </p>
              <SpeakerBaseline baseline={result?.speaker_baseline} />
              {result && <SilentWords result={result} />}
            </div>
            {analysis.status === "done" && (
              <div className="no-print flex flex-wrap gap-2">
                <ExportMenu
                  {...{ analysis, onSaveDrawing }}
                  onPrint={() => print()}
                  addressOf={(_analysisId, format) => getSharedExportRetrieveUrl(shared.id, format)}
                />
              </div>
            )}
          </div>
          <div className="mt-8 flex flex-col gap-8">
            <SharedState analysis={analysis} />
            {result ? (
              <PeaksSourceContext value={closer}>
                <Readings
                  {...{ analysis, recording, result, peaks, playback, film }}
                  drawing={radar}
                  readOnly
                />
              </PeaksSourceContext>
            ) : (
              <AnalysisLoading />
            )}
            {result && <Provenance recording={recording} result={result} />}
          </div>
        </Page>
      </div>
    </>
  );
};

const Closed = ({ title, why }: { title: string; why: string }) => (
  <Page title={title}>
    <h1 className="font-serif text-2xl">{title}</h1>
    <p className="measure mt-3 text-ink-soft">{why}</p>
  </Page>
);

/** What a link shows. Its secret stands behind the #, which a browser sends to nobody; here it is posted, once. */
const SharedBody = ({ secret }: { secret: string }) => {
  const { shared, recording, result, peaks, error, retry } = useShared(secret);
  if (secret === "")
    return <Closed title={t("sharing.page.incomplete")} why={t("sharing.page.incompleteWhy")} />;
  // First: what was shown may have been taken back meanwhile.
  if (isEnded(error)) return <Closed title={t("sharing.page.ended")} why={t("sharing.page.endedWhy")} />;
  if (shared && recording) {
    return <SharedView key={shared.id} {...{ shared, recording, peaks }} result={result.data} />;
  }
  return (
    <Page title={t("sharing.page.name")}>
      {error ? <AnalysisFailed error={error} onRetry={retry} /> : <AnalysisLoading />}
    </Page>
  );
};

export const Component = () => {
  const { hash } = useLocation();
  return (
    <SharedFrame>
      <SiteState />
      <SharedBody secret={hash.slice(1)} />
    </SharedFrame>
  );
};
