import { EmotionMark } from "@/components/emotion-mark";
import type { StreamScores } from "@/lib/emotions";
import { emotionName, STREAM_NAMES, STREAMS } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";

type ScoreTableProps = { labels: readonly string[]; scores: StreamScores; caption: string };

/** The radar's twin in numbers, for screen readers and for copying. */
export const ScoreTable = ({ labels, scores, caption }: ScoreTableProps) => (
  <table aria-label="Emotion scores" className="figures w-full text-sm">
    <caption className="sr-only">{caption}</caption>
    <thead>
      <tr className="border-b border-line text-left text-ink-faint">
        <th scope="col" className="py-1.5 font-normal">
          Emotion
        </th>
        {STREAMS.map((stream) => (
          <th key={stream} scope="col" className="py-1.5 pl-3 text-right font-normal">
            {STREAM_NAMES[stream]}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {labels.map((label) => (
        <tr key={label} className="border-b border-line last:border-0">
          <th scope="row" className="py-1.5 text-left font-normal">
            <span className="inline-flex items-center gap-2">
              <EmotionMark name={label} />
              {emotionName(label)}
            </span>
          </th>
          {STREAMS.map((stream) => {
            const share = scores[stream]?.[label];
            return (
              <td
                key={stream}
                className={`py-1.5 pl-3 text-right ${stream === "fused" ? "font-semibold" : ""}`}
              >
                {share === undefined ? (
                  <span title="This stream could not be read">–</span>
                ) : (
                  formatPercent(share)
                )}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  </table>
);
