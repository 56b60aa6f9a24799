import { useRef } from "react";
import { useParams } from "react-router";

import type { Analysis, Peaks, RecordingDetail, Result } from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { useAnalysisData, useRecordingPlayback } from "@/app/routes/analysis-data";
import { radarSubject, useSelection, useShownWhenChosen } from "@/app/routes/analysis-selection";
import { AnalysisFailed, AnalysisLoading } from "@/app/routes/analysis-states";
import { useWhy } from "@/app/routes/analysis-why";
import { NotFoundRoute } from "@/app/routes/not-found";
import { Page } from "@/components/page";
import type { DrawingFormat } from "@/features/analysis/actions";
import { Actions } from "@/features/analysis/actions";
import { Facts, SpeakerBaseline } from "@/features/analysis/facts";
import { Provenance } from "@/features/analysis/provenance";
import { AnalysisState } from "@/features/analysis/state";
import { Title } from "@/features/analysis/title";
import { Player } from "@/features/player/player";
import { savePng, saveSvg } from "@/features/radar/export-drawing";
import { CHARTS } from "@/features/charts/registry";
import { Transcript } from "@/features/transcript/transcript";
import type { Chart, ChartProps } from "@/lib/chart";
import { scoreLabels } from "@/lib/emotions";
import type { Playback } from "@/lib/playback";
import type { Reading } from "@/lib/reading";
import { isActive } from "@/lib/stages";

type ViewProps = {
  analysis: Analysis;
  recording: RecordingDetail;
  result: Result | undefined;
  peaks: Peaks | undefined;
  playback: Playback;
};

type ChartsProps = Omit<ChartProps, "reading" | "subject"> & {
  place: Chart["place"];
  shown: { reading: Reading; subject: string } | null;
};

/** The charts of one place; there are none where there is nothing to read yet. */
const Charts = ({ place, shown, ...props }: ChartsProps) =>
  shown &&
  CHARTS.filter((chart) => chart.place === place).map(({ name, View }) => (
    <View key={name} {...props} {...shown} />
  ));

type ReadingsProps = ViewProps & { result: Result; drawing: React.RefObject<SVGSVGElement | null> };

const Readings = ({ analysis, recording, result, peaks, playback, drawing }: ReadingsProps) => {
  const { segments } = result;
  const { segment: selected, why: asked, select, toggleWhy } = useSelection(segments);
  const panel = useShownWhenChosen(selected, asked);
  const why = useWhy({ analysis, segment: asked ? selected : null, peaks, playback });
  const shown = radarSubject(result, selected);
  const labels = result.model?.labels ?? (shown ? scoreLabels(shown.reading.scores) : []);
  const durationS = peaks?.duration_s ?? recording.duration_s ?? 0;
  const charts = { shown, segments, labels, durationS, playback, selected, onSelect: select, drawing };
  return (
    <>
      {peaks && (
        <div className="no-print rounded-lg border border-line bg-surface p-4 sm:p-6">
          <Player peaks={peaks} playback={playback} segments={segments} weights={why?.weights ?? null} />
          {segments.length > 0 && <Charts place="time" {...charts} />}
        </div>
      )}
      {shown ? (
        <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(24rem,30rem)] lg:gap-12">
          <div ref={panel} className="flex flex-col gap-8 lg:sticky lg:top-4 lg:order-last">
            <Charts place="reading" {...charts} />
          </div>
          {segments.length > 0 && (
            <Transcript
              analysisId={analysis.id}
              segments={segments}
              playback={playback}
              selectedIndex={selected?.index ?? null}
              editable={!isActive(analysis.status)}
              why={why}
              onSelect={select}
              onWhy={toggleWhy}
            />
          )}
        </div>
      ) : (
        isActive(analysis.status) && (
          <p className="text-ink-soft">The first words appear here as soon as they are read.</p>
        )
      )}
    </>
  );
};

const AnalysisView = (props: ViewProps) => {
  const { analysis, recording, result } = props;
  const drawing = useRef<SVGSVGElement>(null);
  const saveDrawing = (format: DrawingFormat) => {
    const name = `${recording.title} radar`;
    if (!drawing.current) return;
    if (format === "svg") saveSvg(drawing.current, name);
    else void savePng(drawing.current, name);
  };
  return (
    <Page title={recording.title}>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0 flex-[1_1_24rem]">
          <Title recording={recording} />
          <Facts analysis={analysis} recording={recording} />
          <SpeakerBaseline baseline={result?.speaker_baseline} />
        </div>
        <Actions analysis={analysis} recording={recording} onSaveDrawing={saveDrawing} />
      </div>
      <div className="mt-8 flex flex-col gap-8">
        <AnalysisState analysis={analysis} />
        {result ? <Readings {...props} result={result} drawing={drawing} /> : <AnalysisLoading />}
        {result && <Provenance recording={recording} result={result} />}
      </div>
    </Page>
  );
};

export const Component = () => {
  const { id = "" } = useParams();
  const { analysis, recording, result, peaks } = useAnalysisData(id);
  const playback = useRecordingPlayback(
    analysis.data?.recording ?? "",
    peaks !== undefined,
    analysis.data !== undefined && isActive(analysis.data.status),
  );
  const error = analysis.error ?? recording.error ?? result.error;
  const retry = () => void Promise.all([analysis.refetch(), recording.refetch(), result.refetch()]);

  // First: what was shown may have been deleted meanwhile.
  if (error instanceof ApiError && error.status === 404) return <NotFoundRoute />;
  if (analysis.data && recording.data) {
    return (
      <AnalysisView
        key={id}
        analysis={analysis.data}
        recording={recording.data}
        result={result.data}
        peaks={peaks}
        playback={playback}
      />
    );
  }
  return (
    <Page title="Analysis">
      {error ? <AnalysisFailed error={error} onRetry={retry} /> : <AnalysisLoading />}
    </Page>
  );
};
