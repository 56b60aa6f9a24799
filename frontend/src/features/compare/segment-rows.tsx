import { useMemo, useState } from "react";
import { Link } from "react-router";

import type { Segment } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { EmotionChip } from "@/components/emotion-chip";
import { WideTable } from "@/components/wide-table";
import type { Row, Subject } from "@/features/compare/comparison";
import { agreement, alignSegments } from "@/features/compare/comparison";
import { cn } from "@/lib/cn";
import { formatNumber, formatPercent, formatTime } from "@/lib/format";
import { t } from "@/lib/texts";

/** So many at once: an hour of speech has a thousand. */
const AT_ONCE = 100;

const Reading = ({ segment, base }: { segment: Segment | null; base: Segment }) => {
  if (!segment) return <span className="text-sm text-ink-faint">{t("compare.segments.noMatch")}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <EmotionChip name={segment.top} probability={segment.scores.fused?.[segment.top]} />
      {segment.top !== base.top && (
        <span className="text-xs font-semibold">≠ {t("compare.segments.differs")}</span>
      )}
    </span>
  );
};

/** Another engine, or a correction, may have heard other words. */
const OtherWords = ({ letter, segment, base }: { letter: string; segment: Segment | null; base: Segment }) =>
  segment &&
  segment.text.trim() !== base.text.trim() && (
    <span className="mt-1 block text-xs text-ink-faint">
      {t("compare.segments.other", { letter, text: segment.text })}
    </span>
  );

type RowViewProps = { row: Row; subjects: readonly Subject[] };

const RowView = ({ row: { base, others, differs }, subjects: [first, ...rest] }: RowViewProps) => (
  <tr className={cn("border-b border-line align-top", differs && "bg-sunken")}>
    <th scope="row" className="figures py-2.5 pr-3 pl-2 text-left text-sm font-normal text-ink-faint">
      <Link
        to={`/analyses/${first?.analysis.id ?? ""}?segment=${base.index + 1}`}
        className="rounded-sm underline-offset-4 hover:underline"
      >
        {formatTime(base.start_s)}
      </Link>
    </th>
    <td className="min-w-56 py-2.5 pr-3 text-sm">
      {base.text}
      {rest.map(({ letter, analysis }, place) => (
        <OtherWords key={analysis.id} letter={letter} segment={others[place] ?? null} base={base} />
      ))}
    </td>
    {[base, ...others].map((segment, place) => (
      <td key={place} className="min-w-40 py-2 pr-3">
        <Reading segment={segment} base={base} />
      </td>
    ))}
  </tr>
);

const Agreements = ({
  rows,
  subjects: [base, ...others],
}: {
  rows: readonly Row[];
  subjects: readonly Subject[];
}) => (
  <ul className="measure figures mt-2 flex flex-col gap-1">
    {others.map(({ letter, analysis }, place) => {
      const { same, all, share } = agreement(rows, place);
      return (
        <li key={analysis.id}>
          {t("compare.segments.agree", {
            letter,
            base: base?.letter ?? "",
            same: formatNumber(same),
            all: formatNumber(all),
            share: formatPercent(share),
          })}
        </li>
      );
    })}
  </ul>
);

const Table = ({ rows, subjects }: { rows: readonly Row[]; subjects: readonly Subject[] }) => (
  <WideTable name={t("compare.segments.name")} className="mt-3">
    <table aria-label={t("compare.segments.name")} className="w-full">
      <thead>
        <tr className="border-b border-line-strong text-left text-sm text-ink-soft">
          <th scope="col" className="py-1.5 pr-3 pl-2 font-normal">
            {t("compare.segments.when")}
          </th>
          <th scope="col" className="py-1.5 pr-3 font-normal">
            {t("compare.segments.said", { letter: subjects[0]?.letter ?? "" })}
          </th>
          {subjects.map(({ letter, analysis }) => (
            <th key={analysis.id} scope="col" className="py-1.5 pr-3 font-medium text-ink">
              {letter}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <RowView key={row.base.index} row={row} subjects={subjects} />
        ))}
      </tbody>
    </table>
  </WideTable>
);

/** Analyses of the same recording, aligned by time to the first one's segments. */
export const SegmentRows = ({ subjects }: { subjects: readonly Subject[] }) => {
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  const [shown, setShown] = useState(AT_ONCE);
  const rows = useMemo(() => {
    const [base, ...others] = subjects;
    return base
      ? alignSegments(
          base.result,
          others.map(({ result }) => result),
        )
      : [];
  }, [subjects]);
  const wanted = onlyDiffering ? rows.filter(({ differs }) => differs) : rows;
  const left = wanted.length - shown;
  return (
    <section aria-labelledby="segment-by-segment">
      <h2 id="segment-by-segment" className="font-serif text-xl">
        {t("compare.segments.title")}
      </h2>
      <Agreements rows={rows} subjects={subjects} />
      <label className="mt-3 flex w-fit min-h-8 items-center gap-3 text-sm">
        <input
          type="checkbox"
          checked={onlyDiffering}
          onChange={(event) => setOnlyDiffering(event.target.checked)}
          className="size-5 accent-ink"
        />
        {t("compare.segments.only")}
      </label>
      {wanted.length === 0 ? (
        <p className="mt-3 text-ink-soft">{t("compare.segments.none")}</p>
      ) : (
        <Table rows={wanted.slice(0, shown)} subjects={subjects} />
      )}
      {left > 0 && (
        <p className="mt-4">
          <Button onClick={() => setShown(shown + AT_ONCE)}>
            {t("compare.segments.more", { count: Math.min(left, AT_ONCE) })}
          </Button>
        </p>
      )}
    </section>
  );
};
