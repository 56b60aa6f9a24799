import type { Subject } from "@/features/compare/comparison";
import { distanceOf, overallScores } from "@/features/compare/comparison";
import type { Stream } from "@/lib/emotions";
import { emotionWord, STREAM_NAMES } from "@/lib/emotions";
import { formatAll, formatPoints, formatSignedPoints } from "@/lib/format";
import { t } from "@/lib/texts";

/** More parts than this say no more. */
const NAMED = 3;

/** Less than half a point is shown as none. */
const SHOWN_FROM = 0.005;

type DifferencesProps = { subjects: readonly Subject[]; labels: readonly string[]; stream: Stream };

/** "B is 24 points away from A: happy +15, sad −12 and calm −9." */
function sentence(subject: Subject, base: Subject, labels: readonly string[], stream: Stream): string {
  const [scores, others] = [overallScores(subject, stream), overallScores(base, stream)];
  const names = { letter: subject.letter, base: base.letter };
  if (!scores || !others)
    return t("compare.difference.missing", {
      letter: scores ? base.letter : subject.letter,
      stream: STREAM_NAMES[stream],
    });
  const { moved, changes } = distanceOf(scores, others, labels);
  if (moved < SHOWN_FROM) return t("compare.difference.same", names);
  const parts = changes
    .filter(({ difference }) => Math.abs(difference) >= SHOWN_FROM)
    .slice(0, NAMED)
    .map(({ label, difference }) =>
      t("compare.difference.part", { emotion: emotionWord(label), points: formatSignedPoints(difference) }),
    );
  return t("compare.difference.apart", { ...names, points: formatPoints(moved), most: formatAll(parts) });
}

export const Differences = ({ subjects, labels, stream }: DifferencesProps) => {
  const [base, ...others] = subjects;
  return (
    base && (
      <div>
        <h2 className="font-serif text-xl">{t("compare.difference.title")}</h2>
        <ul className="measure figures mt-2 flex flex-col gap-1">
          {others.map((subject) => (
            <li key={subject.analysis.id}>{sentence(subject, base, labels, stream)}</li>
          ))}
        </ul>
        <p className="mt-2 text-xs text-ink-faint">{t("compare.difference.what")}</p>
      </div>
    )
  );
};
