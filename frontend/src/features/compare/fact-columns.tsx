import type { Segment } from "@/api/generated/undertone";
import { WideTable } from "@/components/wide-table";
import type { Subject } from "@/features/compare/comparison";
import { emotionName } from "@/lib/emotions";
import { formatDate, formatDuration, formatNumber, formatPercent, languageName } from "@/lib/format";
import { isUnsure } from "@/lib/reading";
import { disagrees } from "@/lib/reasons";
import type { TextKey } from "@/lib/texts";
import { t } from "@/lib/texts";

const ofAll = (some: readonly Segment[], all: readonly Segment[]): string =>
  all.length === 0 ? "–" : `${formatNumber(some.length)} (${formatPercent(some.length / all.length)})`;

function reads({ result: { overall } }: Subject): string {
  const top = overall?.top;
  return top ? `${emotionName(top)} ${formatPercent(overall.scores.fused?.[top] ?? 0)}` : "–";
}

const FACTS: readonly { name: TextKey; of: (subject: Subject) => string }[] = [
  { name: "compare.facts.recording", of: ({ analysis }) => analysis.recording_title },
  { name: "compare.facts.made", of: ({ analysis }) => formatDate(analysis.created_at) },
  {
    name: "compare.facts.length",
    of: ({ result }) =>
      result.recording.duration_s === null ? "–" : formatDuration(result.recording.duration_s),
  },
  { name: "compare.facts.reads", of: reads },
  { name: "compare.facts.segments", of: ({ result }) => formatNumber(result.segments.length) },
  {
    name: "compare.facts.unsure",
    of: ({ result: { segments } }) => ofAll(segments.filter(isUnsure), segments),
  },
  {
    name: "compare.facts.disagree",
    of: ({ result: { segments } }) => ofAll(segments.filter(disagrees), segments),
  },
  {
    name: "compare.facts.words",
    of: ({ result }) => formatNumber(result.segments.reduce((sum, { words }) => sum + words.length, 0)),
  },
  {
    name: "compare.facts.engine",
    of: ({ result: { asr } }) => (asr ? [asr.engine, asr.model].filter(Boolean).join(" · ") : "–"),
  },
  {
    name: "compare.facts.language",
    of: ({ result: { asr } }) => (asr ? languageName(asr.language) : "–"),
  },
  {
    name: "compare.facts.baseline",
    of: ({ result }) => t(result.speaker_baseline?.used ? "compare.facts.yes" : "compare.facts.no"),
  },
  {
    name: "compare.facts.took",
    of: ({ result: { timings_s } }) =>
      timings_s.total === undefined ? "–" : formatDuration(timings_s.total),
  },
];

/** What is known of each, one fact a row. */
export const FactColumns = ({ subjects }: { subjects: readonly Subject[] }) => (
  <section className="min-w-0">
    <h2 className="font-serif text-xl">{t("compare.facts.name")}</h2>
    <WideTable name={t("compare.facts.name")} className="mt-2">
      <table aria-label={t("compare.facts.name")} className="figures w-full text-sm">
        <thead>
          <tr className="border-b border-line-strong">
            <td />
            {subjects.map(({ letter, analysis }) => (
              <th key={analysis.id} scope="col" className="px-2 py-1.5 text-left font-medium">
                {letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FACTS.map(({ name, of }) => (
            <tr key={name} className="border-b border-line align-top">
              <th scope="row" className="min-w-28 py-1.5 pr-2 text-left font-normal text-ink-soft">
                {t(name)}
              </th>
              {subjects.map((subject) => (
                <td key={subject.analysis.id} className="min-w-28 px-2 py-1.5 wrap-anywhere">
                  {of(subject)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  </section>
);
