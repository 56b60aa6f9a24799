import { useDeferredValue, useEffect, useRef } from "react";
import { useParams } from "react-router";

import type { Analysis, Peaks, RecordingDetail, Result } from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { filmUrl, useAnalysisData, usePeaksSource, useRecordingPlayback } from "@/app/routes/analysis-data";
import { saveDrawing } from "@/app/routes/analysis-drawings";
import { Readings } from "@/app/routes/analysis-readings";
import { AnalysisReport } from "@/app/routes/analysis-report";
import { AnalysisFailed, AnalysisLoading } from "@/app/routes/analysis-states";
import { NotFoundRoute } from "@/app/routes/not-found";
import { Page } from "@/components/page";
import { Actions } from "@/features/analysis/actions";
import type { Drawing, DrawingFormat } from "@/features/analysis/export-menu";
import { Facts, SilentWords, SpeakerBaseline } from "@/features/analysis/facts";
import { Provenance } from "@/features/analysis/provenance";
import { AnalysisState } from "@/features/analysis/state";
import { Title } from "@/features/analysis/title";
import { ShareButton } from "@/features/sharing/share-button";
import { PeaksSourceContext } from "@/lib/close-peaks";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { isActive } from "@/lib/stages";
import { t } from "@/lib/texts";

type ViewProps = {
  analysis: Analysis;
  recording: RecordingDetail;
  result: Result | undefined;
  peaks: Peaks | undefined;
  playback: Playback;
};

/** True a little later than it is: what appears by it is much, and is rendered in slices, between which the page answers. */
const useInSlices = (appears: boolean): boolean => useDeferredValue(appears);

const AnalysisView = ({ analysis, recording, result, peaks, playback }: ViewProps) => {
  const radar = useRef<SVGSVGElement>(null);
  const isRead = useInSlices(result !== undefined);
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
              <Title recording={recording} />
              <Facts analysis={analysis} recording={recording} />
              <SpeakerBaseline baseline={result?.speaker_baseline} />
              {result && <SilentWords result={result} />}
            </div>
            <Actions
              {...{ analysis, recording, onSaveDrawing }}
              onPrint={() => print()}
              share={<ShareButton analysis={analysis} />}
            />
          </div>
          <div className="mt-8 flex flex-col gap-8">
            <AnalysisState analysis={analysis} />
            {result && isRead ? (
              <Readings
                {...{ analysis, recording, result, peaks, playback }}
                film={filmUrl(recording)}
                drawing={radar}
              />
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

export const Component = () => {
  const { id = "" } = useParams();
  const { analysis, recording, result, peaks, playable } = useAnalysisData(id);
  const error = analysis.error ?? recording.error ?? result.error;
  const gone = error instanceof ApiError && error.status === 404;
  const playback = useRecordingPlayback(
    analysis.data?.recording ?? "",
    playable && !gone,
    analysis.data !== undefined && isActive(analysis.data.status),
  );
  const closer = usePeaksSource(analysis.data?.recording ?? "");
  const { refetch } = analysis;
  const broken = usePlayback(playback, ({ failed }) => failed);
  useEffect(() => {
    // Sound that stops coming may have been deleted in another tab.
    if (broken) void refetch();
  }, [broken, refetch]);
  const isKnown = useInSlices(analysis.data !== undefined && recording.data !== undefined);
  const retry = () => void Promise.all([analysis.refetch(), recording.refetch(), result.refetch()]);

  // First: what was shown may have been deleted meanwhile.
  if (gone) return <NotFoundRoute />;
  if (isKnown && analysis.data && recording.data) {
    return (
      <PeaksSourceContext value={closer}>
        <AnalysisView
          key={id}
          analysis={analysis.data}
          recording={recording.data}
          result={result.data}
          peaks={peaks}
          playback={playback}
        />
      </PeaksSourceContext>
    );
  }
  return (
    <Page title={t("analysis.name")}>
      {error ? <AnalysisFailed error={error} onRetry={retry} /> : <AnalysisLoading />}
    </Page>
  );
};
