import { emotionWord, STREAM_NAMES } from "@/lib/emotions";
import type { Weight, Weights } from "@/lib/explanation";
import { formatMoment, formatPercent, formatSignedPoints } from "@/lib/format";
import { t } from "@/lib/texts";

type Row = Weight & { key: string; part: string };

const wordRows = ({ words }: Weights): Row[] =>
  (words ?? []).map((word, place) => ({ ...word, key: `word ${place}`, part: `“${word.text}”` }));

const voiceRows = ({ voice }: Weights): Row[] =>
  voice.map((stretch) => ({
    ...stretch,
    key: `voice ${stretch.startS}`,
    part: t("explanation.stretch", { from: formatMoment(stretch.startS), to: formatMoment(stretch.endS) }),
  }));

const Rows = ({ title, rows }: { title: string; rows: readonly Row[] }) =>
  rows.length > 0 && (
    <tbody>
      <tr className="border-b border-line">
        <th scope="rowgroup" colSpan={3} className="pt-3 pb-1 text-left font-medium">
          {title}
        </th>
      </tr>
      {rows.map(({ key, part, points, without }) => (
        <tr key={key} className="border-b border-line">
          <th scope="row" className="py-1 text-left font-normal wrap-anywhere">
            {part}
          </th>
          <td className="py-1 pl-3 text-right">{formatSignedPoints(points)}</td>
          <td className="py-1 pl-3 text-right">{formatPercent(without)}</td>
        </tr>
      ))}
    </tbody>
  );

/** The twin in numbers of the tinted words and of the bars. */
export const WeightsTable = ({ weights }: { weights: Weights }) => (
  <table
    aria-label={t("explanation.table", { emotion: emotionWord(weights.label) })}
    className="figures w-full text-sm"
  >
    <thead>
      <tr className="border-b border-line text-left text-ink-faint">
        <th scope="col" className="py-1 font-normal">
          {t("explanation.part")}
        </th>
        <th scope="col" className="py-1 pl-3 text-right font-normal">
          {t("explanation.points")}
        </th>
        <th scope="col" className="py-1 pl-3 text-right font-normal">
          {t("explanation.without")}
        </th>
      </tr>
    </thead>
    <Rows title={STREAM_NAMES.words} rows={wordRows(weights)} />
    <Rows title={STREAM_NAMES.voice} rows={voiceRows(weights)} />
  </table>
);
