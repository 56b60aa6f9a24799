import type { ReactNode } from "react";

import type { Peaks, Segment } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Loading, Skeleton } from "@/components/skeleton";
import { StretchChart } from "@/features/explanation/stretch-chart";
import type { ExplanationState } from "@/features/explanation/use-explanation";
import { WeightsTable } from "@/features/explanation/weights-table";
import type { Weights } from "@/lib/explanation";
import { explanationSentences } from "@/lib/explanation";
import { emotionWord } from "@/lib/emotions";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";
import { hatchTint, hueTint } from "@/lib/tints";

type PanelProps = {
  segment: Segment;
  explanation: ExplanationState;
  peaks: Peaks | undefined;
  playback: Playback;
};

const Making = () => (
  <Loading label={t("explanation.making")}>
    <p className="text-sm text-ink-soft">{t("explanation.takenAway")}</p>
    <Skeleton className="mt-3 h-24" />
  </Loading>
);

const Key = ({ background, children }: { background: string; children: ReactNode }) => (
  <li className="inline-flex items-center gap-1.5">
    <span
      aria-hidden="true"
      className="h-3 w-5 rounded-sm border border-line-strong"
      style={{ background }}
    />
    {children}
  </li>
);

const Legend = ({ label }: { label: string }) => (
  <ul aria-label={t("explanation.key")} className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-soft">
    <Key background={hueTint(label, 1)}>{t("explanation.speaksFor", { emotion: emotionWord(label) })}</Key>
    <Key background={hatchTint(1)}>{t("explanation.speaksAgainst")}</Key>
  </ul>
);

const Made = ({ weights, ...rest }: Omit<PanelProps, "explanation"> & { weights: Weights }) => (
  <div className="flex flex-col gap-3">
    <p className="measure text-sm">{explanationSentences(weights).join(" ")}</p>
    <StretchChart weights={weights} {...rest} />
    <Legend label={weights.label} />
    <details className="text-sm">
      <summary>{t("explanation.asTable")}</summary>
      <div className="mt-2 max-h-96 max-w-md overflow-y-auto">
        <WeightsTable weights={weights} />
      </div>
      <p className="measure mt-2 text-xs text-ink-faint">
        {t("explanation.method", { emotion: emotionWord(weights.label) })}
      </p>
    </details>
  </div>
);

const Problem = ({ title, message, retry }: { title: string; message: string; retry?: () => void }) => (
  <div role="alert">
    <p className="text-sm font-medium">{title}</p>
    <p className="measure text-sm text-ink-soft">{message}</p>
    {retry && (
      <Button icon="again" className="mt-3" onClick={retry}>
        {t("common.tryAgain")}
      </Button>
    )}
  </div>
);

const Content = ({ explanation, ...rest }: PanelProps) => {
  if (explanation.state === "making") return <Making />;
  if (explanation.state === "made") return <Made weights={explanation.weights} {...rest} />;
  if (explanation.state === "refused")
    return <Problem title={t("explanation.refused")} message={explanation.message} />;
  return <Problem title={t("explanation.failed")} message={explanation.message} retry={explanation.retry} />;
};

/** What a segment's reading rests on, in a sentence, a drawing and a table. */
export const ExplanationPanel = (props: PanelProps) => (
  <section
    aria-label={t("explanation.name", {
      number: props.segment.index + 1,
      emotion: emotionWord(props.segment.top),
    })}
    className="mt-3 rounded-md border border-line bg-surface p-4"
  >
    <h3 className="mb-2 text-sm font-semibold">
      {t("explanation.title", { emotion: emotionWord(props.segment.top) })}
    </h3>
    <div aria-live="polite">
      <Content {...props} />
    </div>
  </section>
);
