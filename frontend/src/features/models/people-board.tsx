import { useState } from "react";

import { Segmented } from "@/components/segmented";
import { CommandLine } from "@/features/models/command-line";
import { ConfusionMatrix } from "@/features/models/confusion-matrix";
import { ECE, Figure, Figures, shareOr, UA, WA } from "@/features/models/figures";
import type { People, PeopleTrial } from "@/features/models/people";
import { ReliabilityDiagram } from "@/features/models/reliability-diagram";
import { capitalised, formatPercent } from "@/lib/format";

const whole = new Intl.NumberFormat("en");

const aboutWords = ({ answers, clips }: PeopleTrial, actors: number | null): string =>
  [
    answers === null ? null : `${whole.format(answers)} answers`,
    clips === null ? null : `to ${whole.format(clips)} clips`,
    actors === null ? null : `of ${actors} actors`,
  ]
    .filter((part) => part !== null)
    .join(" ");

const Results = ({ trial, people }: { trial: PeopleTrial; people: People }) => {
  const subject = `people on ${people.dataset}, ${trial.stream}`;
  return (
    <>
      <div>
        <Figures label={`Figures of ${subject}`}>
          <Figure name="UA" meaning={UA} value={shareOr(trial.ua)} interval={trial.uaInterval} />
          <Figure name="WA" meaning={WA} value={shareOr(trial.wa)} interval={trial.waInterval} />
          <Figure
            name="ECE"
            meaning={`${ECE}. Here of the votes of about ten people, taken as probabilities`}
            value={trial.ece?.toFixed(3) ?? "–"}
          />
          <Figure
            name="UA, by vote"
            meaning="Where about ten people judge a clip and the most votes win"
            value={shareOr(trial.crowdUa)}
          />
        </Figures>
        <p className="mt-2 text-xs text-ink-faint">
          {capitalised(aboutWords(trial, people.actors))}. Ranges: {formatPercent(0.95)} intervals over
          actors.
        </p>
      </div>
      {trial.confusion && (
        <ConfusionMatrix confusion={trial.confusion} caption={`Confusion matrix of ${subject}`} />
      )}
      {trial.bins.length > 0 && (
        <ReliabilityDiagram
          bins={trial.bins}
          label={`Reliability diagram of ${subject}`}
          subject="a share of people’s votes is"
        />
      )}
      {people.command && <CommandLine command={people.command} />}
    </>
  );
};

/** The human yardstick: how well people do at this, on a data set where that is known. */
export const PeopleBoard = ({ people, model }: { people: People; model: string }) => {
  const [stream, setStream] = useState(people.trials[0]?.stream ?? "");
  const trial = people.trials.find((each) => each.stream === stream);
  if (!trial) return null;
  return (
    <section
      aria-label={`How people do, beside ${model}`}
      className="flex min-w-0 flex-col gap-5 border-line max-lg:border-t max-lg:pt-6 lg:border-l lg:pl-8"
    >
      <h4 className="font-serif text-lg text-ink">People, on {people.dataset}</h4>
      <div className="flex flex-wrap items-end gap-3">
        <p className="min-w-0 flex-[1_1_12rem] text-sm">
          Another data set than the model’s, so a yardstick and no contest.
        </p>
        <Segmented
          label="People judged from"
          value={trial.stream}
          onChange={setStream}
          choices={people.trials.map((each) => ({ value: each.stream, label: capitalised(each.stream) }))}
        />
      </div>
      <Results trial={trial} people={people} />
      <details className="text-xs text-ink-faint">
        <summary className="min-h-6 w-fit rounded-sm underline underline-offset-4">
          Where this comes from
        </summary>
        <p className="measure mt-1">
          {people.source} {people.limits}
        </p>
      </details>
    </section>
  );
};
