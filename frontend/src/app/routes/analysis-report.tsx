import type { Analysis, RecordingDetail, Result } from "@/api/generated/undertone";
import { labelsOf } from "@/app/routes/analysis-charts";
import { LineSample } from "@/features/radar/line-sample";
import { RadarChart } from "@/features/radar/radar-chart";
import { Report } from "@/features/report/report";
import { TimelineDrawing } from "@/features/timeline/timeline-drawing";
import { scoreLabels, STREAMS } from "@/lib/emotions";
import { readingSentence } from "@/lib/reading";
import { usePrinting } from "@/lib/use-printing";

type AnalysisReportProps = { analysis: Analysis; recording: RecordingDetail; result: Result };

/** The printed page takes the place of the screen's, with the same drawings. */
export const AnalysisReport = ({ analysis, recording, result }: AnalysisReportProps) => {
  const printing = usePrinting();
  if (!printing) return null;
  const { overall, segments } = result;
  const labels = labelsOf(result, segments.at(-1));
  const lastS = segments.at(-1)?.end_s ?? 0;
  return (
    <div className="hidden print:block">
      <Report
        {...{ analysis, recording, result, labels }}
        radar={
          overall?.scores.fused && (
            <RadarChart
              labels={scoreLabels(overall.scores)}
              scores={overall.scores}
              streams={STREAMS}
              description={readingSentence(overall)}
            />
          )
        }
        lineOf={(stream) => <LineSample stream={stream} />}
        timeline={
          <TimelineDrawing
            {...{ segments, labels }}
            stream="fused"
            durationS={recording.duration_s ?? lastS}
            className="w-full"
          />
        }
      />
    </div>
  );
};
