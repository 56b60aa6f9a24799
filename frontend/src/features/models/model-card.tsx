import type { ReactNode } from "react";

import type { Model, ModelCard as Card } from "@/api/generated/undertone";
import { useModelsRetrieve } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { Notice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { architecture, licence, trainingCommand, trainingSets } from "@/features/models/card-facts";
import { CARDS } from "@/features/models/card-values";
import { CommandLine } from "@/features/models/command-line";
import { int8Of } from "@/features/models/int8";
import { Int8Table } from "@/features/models/int8-table";
import { MachineBoard } from "@/features/models/machine-board";
import { measurements } from "@/features/models/measurements";
import { MeasurementsTable } from "@/features/models/measurements-table";
import { peopleOf, publishedYardstick } from "@/features/models/people";
import { PeopleBoard } from "@/features/models/people-board";
import { emotionName } from "@/lib/emotions";
import { errorWords } from "@/lib/error-words";
import { capitalised, cardStreamName, formatAll, formatPercent } from "@/lib/format";
import { needsActionUnits, needsFilm } from "@/lib/needs";
import { t, withinSentence } from "@/lib/texts";

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <div>
    <h3 className="mb-1.5 text-sm font-semibold">{title}</h3>
    <div className="min-w-0 text-sm text-ink-soft">{children}</div>
  </div>
);

/** "voice", as within a sentence. */
const modalityWord = (modality: string): string => withinSentence(cardStreamName(modality));

const Labels = ({ labels }: { labels: readonly string[] }) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1.5">
    {labels.map((label) => (
      <li key={label} className="inline-flex items-center gap-1.5">
        <EmotionMark name={label} />
        {emotionName(label)}
      </li>
    ))}
  </ul>
);

const Published = ({ card }: { card: Card }) => {
  const people = publishedYardstick(card);
  return (
    people && (
      <p className="mt-6">
        {t("models.published", { share: formatPercent(people.share) })}
        {people.source && (
          <span lang={CARDS} className="block text-xs wrap-anywhere text-ink-faint">
            {people.source}
          </span>
        )}
      </p>
    )
  );
};

const Accuracy = ({ card }: { card: Card }) => {
  const rows = measurements(card);
  const people = peopleOf(card);
  return (
    <Part title={t(people ? "models.rightAndPeople" : "models.right")}>
      <div className="mt-3 grid grid-cols-1 gap-8 lg:grid-cols-2">
        {rows.length > 0 ? <MachineBoard rows={rows} model={card.id} /> : <p>{t("models.notMeasured")}</p>}
        {people && <PeopleBoard people={people} model={card.id} />}
      </div>
      <Published card={card} />
      {rows.length > 0 && (
        <details className="mt-6">
          <summary>{t("models.all", { count: rows.length })}</summary>
          <div className="mt-2">
            <MeasurementsTable rows={rows} model={card.id} />
          </div>
        </details>
      )}
    </Part>
  );
};

const EightBit = ({ card }: { card: Card }) => {
  const int8 = int8Of(card);
  return (
    int8 && (
      <div className="md:col-span-2">
        <Part title={t("models.in8")}>
          <Int8Table int8={int8} model={card.id} />
        </Part>
      </div>
    )
  );
};

const Training = ({ card }: { card: Card }) => {
  const command = trainingCommand(card);
  return (
    command && (
      <div className="min-w-0 md:col-span-2">
        <Part title={t("models.trainedBy")}>
          <CommandLine command={command} />
        </Part>
      </div>
    )
  );
};

const Details = ({ card }: { card: Card }) => (
  <>
    <div className="md:col-span-2">
      <Accuracy card={card} />
    </div>
    <Part title={t("models.builtFrom")}>
      <ul className="flex flex-col gap-1 wrap-anywhere">
        {architecture(card).map(({ part, words }) => (
          <li key={part}>
            {capitalised(part)}: {words}
          </li>
        ))}
      </ul>
    </Part>
    <Part title={t("models.trainedOn")}>
      <ul className="flex flex-col gap-1">
        {trainingSets(card).map((set) => (
          <li key={set.name}>
            {set.name} {set.licence && <span className="text-ink-faint">({set.licence})</span>}
          </li>
        ))}
      </ul>
    </Part>
    <EightBit card={card} />
    <Training card={card} />
    {(card.limits ?? []).length > 0 && (
      <div className="md:col-span-2">
        <Part title={t("models.limits")}>
          <ul lang={CARDS} className="measure flex list-disc flex-col gap-1 pl-5">
            {(card.limits ?? []).map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </Part>
      </div>
    )}
    {licence(card) && <Part title={t("models.licence")}>{licence(card)}</Part>}
  </>
);

export const ModelCard = ({ model }: { model: Model }) => {
  const { data: card, isPending, error } = useModelsRetrieve(model.id);
  return (
    <article
      aria-labelledby={`model-${model.id}`}
      className="rounded-lg border border-line bg-surface p-card sm:p-8"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={`model-${model.id}`} tabIndex={-1} className="scroll-mt-6 font-serif text-xl outline-none">
          {model.id}
        </h2>
        <p className="figures text-sm text-ink-faint">{t("models.version", { version: model.version })}</p>
      </div>
      {model.task && (
        <p lang={CARDS} className="measure mt-1 text-ink-soft">
          {capitalised(model.task)}
        </p>
      )}
      {needsFilm(model) && <p className="measure mt-1 text-sm text-ink-soft">{t("models.needsFilm")}</p>}
      {needsActionUnits(model) && (
        <p className="measure mt-1 text-sm text-ink-soft">{t("models.needsFace")}</p>
      )}
      {!model.usable && (
        <div className="mt-4">
          <Notice title={t("models.notUsable")}>
            <span lang={CARDS}>{model.missing}</span>
          </Notice>
        </div>
      )}
      <div className="mt-6 grid grid-cols-1 gap-x-10 gap-y-6 md:grid-cols-2">
        <div className="md:col-span-2">
          <Part
            title={t("models.names", {
              count: model.labels.length,
              from: formatAll(model.modalities.map(modalityWord)) || t("models.speech"),
            })}
          >
            <Labels labels={model.labels} />
          </Part>
        </div>
        {isPending && <Skeleton className="h-40 md:col-span-2" />}
        {error && <Notice title={t("models.cardFailed")}>{errorWords(error)}</Notice>}
        {card && <Details card={card} />}
      </div>
    </article>
  );
};
