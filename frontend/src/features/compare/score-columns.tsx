import { EmotionRowHead, WideTable } from "@/components/wide-table";
import type { Subject } from "@/features/compare/comparison";
import { scoreDifference } from "@/features/compare/comparison";
import { SeriesMark } from "@/features/compare/series";
import { cn } from "@/lib/cn";
import type { EmotionScores } from "@/lib/emotions";
import { formatPercent, formatSignedPoints } from "@/lib/format";
import { t } from "@/lib/texts";

/** From here on, a difference stands out. */
const MARKED = 0.1;

const CELL = "px-1.5 py-1.5 text-right whitespace-nowrap";

const Head = ({ subjects }: { subjects: readonly Subject[] }) => (
  <thead>
    <tr className="border-b border-line-strong text-sm text-ink-soft">
      <th scope="col" className="py-1.5 pr-2 text-left font-normal">
        {t("compare.table.emotion")}
      </th>
      {subjects.map(({ letter, analysis }, place) => (
        <th key={analysis.id} scope="col" className={cn(CELL, "font-medium text-ink")}>
          <span className="inline-flex items-center gap-1.5 max-sm:flex-col max-sm:gap-0 max-sm:align-bottom">
            <SeriesMark place={place} />
            {letter}
          </span>
        </th>
      ))}
      {subjects.slice(1).map(({ letter, analysis }) => (
        <th key={analysis.id} scope="col" className={cn(CELL, "font-normal")}>
          {t("compare.table.less", { letter, base: subjects[0]?.letter ?? "" })}
        </th>
      ))}
    </tr>
  </thead>
);

const Difference = ({ value }: { value: number | null }) => (
  <td className={cn(CELL, value !== null && Math.abs(value) >= MARKED ? "font-semibold" : "text-ink-soft")}>
    {value === null ? "–" : formatSignedPoints(value)}
  </td>
);

type ScoreColumnsProps = {
  name: string;
  subjects: readonly Subject[];
  labels: readonly string[];
  /** Of each subject, in the same order; null where it could not be read. */
  scores: readonly (EmotionScores | null)[];
};

/** One row per emotion, one column per analysis, and by how many points the others differ from the first. */
export const ScoreColumns = ({ name, subjects, labels, scores }: ScoreColumnsProps) => (
  <WideTable name={name}>
    <table aria-label={name} className="figures w-full text-sm">
      <Head subjects={subjects} />
      <tbody>
        {labels.map((label) => (
          <tr key={label} className="border-b border-line">
            <EmotionRowHead name={label} className="pr-2" />
            {scores.map((each, place) => (
              <td key={place} className={CELL}>
                {each?.[label] === undefined ? "–" : formatPercent(each[label])}
              </td>
            ))}
            {scores.slice(1).map((each, place) => (
              <Difference key={place} value={scoreDifference(each, scores[0] ?? null, label)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </WideTable>
);
