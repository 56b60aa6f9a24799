import type { ReactNode } from "react";

import type { Model, ModelCard as Card } from "@/api/generated/undertone";
import { useModelsRetrieve } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { Notice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import {
  architecture,
  humanYardstick,
  licence,
  measurements,
  trainingSets,
} from "@/features/models/card-facts";
import { MeasurementsTable } from "@/features/models/measurements-table";
import { emotionName } from "@/lib/emotions";
import { capitalised, formatPercent } from "@/lib/format";

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <div>
    <h3 className="mb-1.5 text-sm font-semibold">{title}</h3>
    <div className="text-sm text-ink-soft">{children}</div>
  </div>
);

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

const Accuracy = ({ card }: { card: Card }) => {
  const rows = measurements(card);
  const people = humanYardstick(card);
  const commands = [...new Set(rows.flatMap(({ command }) => command ?? []))];
  return (
    <Part title="Accuracy">
      {rows.length > 0 ? <MeasurementsTable rows={rows} model={card.id} /> : <p>Not measured yet.</p>}
      {commands.length > 0 && (
        <details className="mt-3">
          <summary className="min-h-6 w-fit rounded-sm underline underline-offset-4">
            Measure it yourself
          </summary>
          <ul className="mt-2 flex flex-col gap-1">
            {commands.map((command) => (
              <li key={command}>
                <code className="font-mono text-xs break-all">{command}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {people && (
        <p className="mt-3">
          People reach {formatPercent(people.share)} on the same kind of task.
          {people.source && <span className="block text-xs text-ink-faint">{people.source}</span>}
        </p>
      )}
    </Part>
  );
};

const Details = ({ card }: { card: Card }) => (
  <>
    <div className="md:col-span-2">
      <Accuracy card={card} />
    </div>
    <Part title="Built from">
      <ul className="flex flex-col gap-1">
        {architecture(card).map(({ part, words }) => (
          <li key={part}>
            {capitalised(part)}: {words}
          </li>
        ))}
      </ul>
    </Part>
    <Part title="Trained on">
      <ul className="flex flex-col gap-1">
        {trainingSets(card).map((set) => (
          <li key={set.name}>
            {set.name} {set.licence && <span className="text-ink-faint">({set.licence})</span>}
          </li>
        ))}
      </ul>
    </Part>
    {(card.limits ?? []).length > 0 && (
      <div className="md:col-span-2">
        <Part title="Known limits">
          <ul className="measure flex list-disc flex-col gap-1 pl-5">
            {(card.limits ?? []).map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </Part>
      </div>
    )}
    {licence(card) && <Part title="Licence of the weights">{licence(card)}</Part>}
  </>
);

export const ModelCard = ({ model }: { model: Model }) => {
  const { data: card, isPending, error } = useModelsRetrieve(model.id);
  return (
    <article
      aria-labelledby={`model-${model.id}`}
      className="rounded-lg border border-line bg-surface p-5 sm:p-8"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={`model-${model.id}`} className="font-serif text-xl">
          {model.id}
        </h2>
        <p className="figures text-sm text-ink-faint">version {model.version}</p>
      </div>
      {model.task && <p className="measure mt-1 text-ink-soft">{capitalised(model.task)}</p>}
      {!model.usable && (
        <div className="mt-4">
          <Notice title="Not usable here">{model.missing}</Notice>
        </div>
      )}
      <div className="mt-6 grid grid-cols-1 gap-x-10 gap-y-6 md:grid-cols-2">
        <div className="md:col-span-2">
          <Part
            title={`Names ${model.labels.length} emotions, from ${model.modalities.join(" and ") || "speech"}`}
          >
            <Labels labels={model.labels} />
          </Part>
        </div>
        {isPending && <Skeleton className="h-40 md:col-span-2" />}
        {error && <Notice title="The card could not be loaded">{error.message}</Notice>}
        {card && <Details card={card} />}
      </div>
    </article>
  );
};
