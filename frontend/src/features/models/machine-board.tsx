import { useState } from "react";

import { SelectField } from "@/components/fields";
import { Segmented } from "@/components/segmented";
import { CommandLine } from "@/features/models/command-line";
import { ConfusionMatrix } from "@/features/models/confusion-matrix";
import { ECE, Figure, Figures, shareOr, UA, WA } from "@/features/models/figures";
import type { Measurement } from "@/features/models/measurements";
import { mostTelling, trials } from "@/features/models/measurements";
import { ReliabilityDiagram } from "@/features/models/reliability-diagram";
import { capitalised, cardStreamName, formatPercent } from "@/lib/format";

const Results = ({ row, model }: { row: Measurement; model: string }) => {
  const subject = `${model} on ${row.dataset}, ${row.stream}`;
  return (
    <>
      <div>
        <Figures label={`Figures of ${subject}`}>
          <Figure name="UA" meaning={UA} value={shareOr(row.ua)} interval={row.uaInterval} />
          <Figure name="WA" meaning={WA} value={shareOr(row.wa)} interval={row.waInterval} />
          <Figure name="ECE" meaning={ECE} value={row.ece?.toFixed(3) ?? "–"} />
          {row.coverage !== null && (
            <Figure
              name="Truth in the set"
              meaning={`How often the set of likely emotions, made to hold the truth 9 times out of 10, did; it held ${row.setSize?.toFixed(1) ?? "some"} emotions on average`}
              value={shareOr(row.coverage)}
            />
          )}
        </Figures>
        <p className="mt-2 text-xs text-ink-faint">
          {capitalised(row.about)}. Ranges: {formatPercent(0.95)} intervals over speakers.
        </p>
      </div>
      {row.confusion && (
        <ConfusionMatrix confusion={row.confusion} caption={`Confusion matrix of ${subject}`} />
      )}
      {row.bins.length > 0 && (
        <ReliabilityDiagram
          bins={row.bins}
          label={`Reliability diagram of ${subject}`}
          subject="the model is"
        />
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
    <section aria-label={`How ${model} does`} className="flex min-w-0 flex-col gap-5">
      <h4 className="font-serif text-lg text-ink">This model</h4>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label="Measured on"
          className="min-w-0 flex-[1_1_12rem]"
          value={trial.name}
          onChange={(event) => setChosen(event.target.value)}
        >
          {all.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <Segmented
          label="Stream"
          value={row.stream}
          onChange={setStream}
          choices={trial.streams.map((each) => ({ value: each.stream, label: cardStreamName(each.stream) }))}
        />
      </div>
      <Results row={row} model={model} />
    </section>
  );
};
