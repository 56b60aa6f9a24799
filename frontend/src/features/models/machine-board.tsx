import { useState } from "react";

import { SelectField } from "@/components/fields";
import { Segmented } from "@/components/segmented";
import { CommandLine } from "@/features/models/command-line";
import { ConfusionMatrix } from "@/features/models/confusion-matrix";
import { Figure, Figures, meaningOf, shareOr } from "@/features/models/figures";
import type { Measurement } from "@/features/models/measurements";
import { mostTelling, trials } from "@/features/models/measurements";
import { ReliabilityDiagram } from "@/features/models/reliability-diagram";
import { capitalised, cardStreamName, formatNumber, formatPercent } from "@/lib/format";
import { t, withinSentence } from "@/lib/texts";

/** Within a sentence. */
const streamWord = (stream: string): string => withinSentence(cardStreamName(stream));

const Results = ({ row, model }: { row: Measurement; model: string }) => {
  const subject = t("models.machine.subject", {
    model,
    dataset: row.dataset,
    stream: streamWord(row.stream),
  });
  return (
    <>
      <div>
        <Figures label={t("models.figures.of", { subject })}>
          <Figure name="UA" meaning={meaningOf("ua")} value={shareOr(row.ua)} interval={row.uaInterval} />
          <Figure name="WA" meaning={meaningOf("wa")} value={shareOr(row.wa)} interval={row.waInterval} />
          <Figure
            name="ECE"
            meaning={meaningOf("ece")}
            value={row.ece === null ? "–" : formatNumber(row.ece, 3)}
          />
          {row.coverage !== null && (
            <Figure
              name={t("models.figures.inSet")}
              meaning={t("models.figures.inSetWhat", {
                size: row.setSize === null ? t("models.figures.some") : formatNumber(row.setSize, 1),
              })}
              value={shareOr(row.coverage)}
            />
          )}
        </Figures>
        <p className="mt-2 text-xs text-ink-faint">
          {t("models.figures.speakerRanges", {
            about: capitalised(row.about),
            share: formatPercent(0.95),
          })}
        </p>
      </div>
      {row.confusion && (
        <ConfusionMatrix confusion={row.confusion} caption={t("models.matrix.of", { subject })} />
      )}
      {row.bins.length > 0 && (
        <ReliabilityDiagram bins={row.bins} label={t("models.diagram.of", { subject })} whose="model" />
      )}
      {row.command && <CommandLine command={row.command} />}
    </>
  );
};

/** How the model did, on a data set and as a stream of one's choice. */
export const MachineBoard = ({ rows, model }: { rows: readonly Measurement[]; model: string }) => {
  const all = trials(rows);
  const [chosen, setChosen] = useState(mostTelling(all)?.name);
  const [stream, setStream] = useState("fused");
  const trial = all.find(({ name }) => name === chosen);
  const named = (name: string) => trial?.streams.find((each) => each.stream === name);
  const row = named(stream) ?? named("fused") ?? trial?.streams.at(-1);
  if (!trial || !row) return null;
  return (
    <section aria-label={t("models.machine.name", { model })} className="flex min-w-0 flex-col gap-5">
      <h4 className="font-serif text-lg text-ink">{t("models.machine.title")}</h4>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label={t("models.machine.measuredOn")}
          className="min-w-0 flex-[1_1_12rem]"
          value={trial.name}
          onChange={(event) => setChosen(event.target.value)}
        >
          {all.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <Segmented
          label={t("models.machine.stream")}
          value={row.stream}
          onChange={setStream}
          choices={trial.streams.map((each) => ({ value: each.stream, label: cardStreamName(each.stream) }))}
        />
      </div>
      <Results row={row} model={model} />
    </section>
  );
};
