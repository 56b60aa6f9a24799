import { CARDS } from "@/features/models/card-values";
import { useState } from "react";

import { Segmented } from "@/components/segmented";
import { CommandLine } from "@/features/models/command-line";
import { ConfusionMatrix } from "@/features/models/confusion-matrix";
import { Figure, Figures, meaningOf, shareOr } from "@/features/models/figures";
import type { People, PeopleTrial } from "@/features/models/people";
import { ReliabilityDiagram } from "@/features/models/reliability-diagram";
import { capitalised, cardStreamName, formatNumber, formatPercent } from "@/lib/format";
import { t, withinSentence } from "@/lib/texts";

/** Within a sentence. */
const streamWord = (stream: string): string => withinSentence(cardStreamName(stream));

const aboutWords = ({ answers, clips }: PeopleTrial, actors: number | null): string =>
  [
    answers === null ? null : t("models.people.answers", { count: formatNumber(answers) }),
    clips === null ? null : t("models.people.clips", { count: formatNumber(clips) }),
    actors === null ? null : t("models.people.actors", { count: formatNumber(actors) }),
  ]
    .filter((part) => part !== null)
    .join(" ");

const Results = ({ trial, people }: { trial: PeopleTrial; people: People }) => {
  const subject = t("models.people.subject", {
    dataset: people.dataset,
    stream: streamWord(trial.stream),
  });
  return (
    <>
      <div>
        <Figures label={t("models.figures.of", { subject })}>
          <Figure name="UA" meaning={meaningOf("ua")} value={shareOr(trial.ua)} interval={trial.uaInterval} />
          <Figure name="WA" meaning={meaningOf("wa")} value={shareOr(trial.wa)} interval={trial.waInterval} />
          <Figure
            name="ECE"
            meaning={t("models.figures.eceVotes", { ece: meaningOf("ece") })}
            value={trial.ece === null ? "–" : formatNumber(trial.ece, 3)}
          />
          <Figure
            name={t("models.figures.byVote")}
            meaning={t("models.figures.byVoteWhat")}
            value={shareOr(trial.crowdUa)}
          />
        </Figures>
        <p className="mt-2 text-xs text-ink-faint">
          {t("models.figures.actorRanges", {
            about: capitalised(aboutWords(trial, people.actors)),
            share: formatPercent(0.95),
          })}
        </p>
      </div>
      {trial.confusion && (
        <ConfusionMatrix confusion={trial.confusion} caption={t("models.matrix.of", { subject })} />
      )}
      {trial.bins.length > 0 && (
        <ReliabilityDiagram bins={trial.bins} label={t("models.diagram.of", { subject })} whose="people" />
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
      aria-label={t("models.people.name", { model })}
      className="flex min-w-0 flex-col gap-5 border-line max-lg:border-t max-lg:pt-6 lg:border-l lg:pl-8"
    >
      <h4 className="font-serif text-lg text-ink">{t("models.people.title", { dataset: people.dataset })}</h4>
      <div className="flex flex-wrap items-end gap-3">
        <p className="min-w-0 flex-[1_1_12rem] text-sm">{t("models.people.yardstick")}</p>
        <Segmented
          label={t("models.people.judgedFrom")}
          value={trial.stream}
          onChange={setStream}
          choices={people.trials.map((each) => ({ value: each.stream, label: cardStreamName(each.stream) }))}
        />
      </div>
      <Results trial={trial} people={people} />
      <details className="text-xs text-ink-faint">
        <summary>{t("models.people.source")}</summary>
        <p lang={CARDS} className="measure mt-1">
          {people.source} {people.limits}
        </p>
      </details>
    </section>
  );
};
