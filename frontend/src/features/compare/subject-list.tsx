import { Link } from "react-router";

import { IconButton } from "@/components/button";
import { EmotionChip } from "@/components/emotion-chip";
import type { Subject } from "@/features/compare/comparison";
import { SeriesMark } from "@/features/compare/series";
import { formatDate } from "@/lib/format";
import { isActive, stageWords, statusName } from "@/lib/stages";
import { t } from "@/lib/texts";

const State = ({ subject: { analysis } }: { subject: Subject }) => {
  if (analysis.status === "done") return null;
  const state = isActive(analysis.status)
    ? stageWords(analysis.status, analysis.stage)
    : statusName(analysis.status);
  return <p className="mt-2 text-sm text-danger">{t("compare.notFinished", { state })}</p>;
};

type CardProps = { subject: Subject; place: number; onRemove: () => void };

const Card = ({ subject, place, onRemove }: CardProps) => {
  const { letter, analysis, result } = subject;
  const top = result.overall?.top;
  return (
    <li className="min-w-0 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-center gap-3">
        <span className="font-serif text-xl" style={{ color: `var(--series-${letter.toLowerCase()})` }}>
          {letter}
        </span>
        <SeriesMark place={place} />
        <IconButton
          icon="close"
          label={t("compare.remove", { letter })}
          onClick={onRemove}
          className="-my-2 -mr-2 ml-auto"
        />
      </div>
      <Link
        to={`/analyses/${analysis.id}`}
        className="mt-1 block rounded-sm font-serif text-lg wrap-anywhere underline-offset-4 hover:underline"
      >
        {analysis.recording_title}
      </Link>
      <p className="text-sm text-ink-soft">
        {result.model
          ? t("compare.version", { model: result.model.id, version: result.model.version })
          : analysis.model}
      </p>
      <p className="figures text-sm text-ink-faint">{formatDate(analysis.created_at)}</p>
      {top && (
        <p className="mt-2">
          <EmotionChip name={top} probability={result.overall?.scores.fused?.[top]} />
        </p>
      )}
      {!top && analysis.status === "done" && (
        <p className="mt-2 text-sm text-ink-soft">{t("reading.noSpeechFound")}</p>
      )}
      <State subject={subject} />
    </li>
  );
};

type SubjectListProps = { subjects: readonly Subject[]; onRemove: (id: string) => void };

export const SubjectList = ({ subjects, onRemove }: SubjectListProps) => (
  <ul aria-label={t("compare.subjects")} className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
    {subjects.map((subject, place) => (
      <Card
        key={subject.analysis.id}
        subject={subject}
        place={place}
        onRemove={() => onRemove(subject.analysis.id)}
      />
    ))}
  </ul>
);
