import { Link } from "react-router";

import type { Model } from "@/api/generated/undertone";
import { useModelsComparisonList, useModelsList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, NotFetched, Skeleton } from "@/components/skeleton";
import { Comparison } from "@/features/models/comparison";
import { Engines } from "@/features/models/engines";
import { ModelCard } from "@/features/models/model-card";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** The cards are long, on a phone most of all: a way to each, and the focus goes along. */
const CardLinks = ({ models }: { models: readonly Model[] }) => (
  <nav aria-label={t("models.cards")} className="flex flex-wrap items-center gap-x-4 text-sm">
    <span aria-hidden="true" className="text-ink-soft">
      {t("models.cards")}:
    </span>
    {models.map(({ id }) => (
      <Link
        key={id}
        to={`#model-${id}`}
        onClick={() => document.getElementById(`model-${id}`)?.focus({ preventScroll: true })}
        className="inline-flex min-h-8 items-center rounded-sm underline decoration-line-strong underline-offset-4 hover:decoration-ink"
      >
        {id}
      </Link>
    ))}
  </nav>
);

const Models = () => {
  const { data: models, isPending, error, refetch } = useModelsList();
  const together = useModelsComparisonList();
  // Both at once: the table stands above the cards, and nothing is to jump.
  if (isPending || together.isPending) {
    return (
      <Loading label={t("models.loading")}>
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (error) {
    return (
      <NotFetched>
        <Notice
          title={t("models.failed")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      </NotFetched>
    );
  }
  if (models.length === 0) {
    return <Notice title={t("models.none.title")}>{t("models.none.why")}</Notice>;
  }
  // What reads any recording stands before what needs more than its sound.
  const ordered = models.toSorted((one, other) => one.needs.length - other.needs.length);
  return (
    <div className="flex flex-col gap-8">
      <CardLinks models={ordered} />
      {together.data && together.data.length > 0 && <Comparison tables={together.data} />}
      {ordered.map((model) => (
        <ModelCard key={model.id} model={model} />
      ))}
    </div>
  );
};

export const Component = () => (
  <Page title={t("models.title")}>
    <h1 className="font-serif text-2xl">{t("models.title")}</h1>
    <p className="measure mt-2 mb-8 text-ink-soft">{t("models.introduction")}</p>
    <Models />
    <div className="mt-14">
      <Engines />
    </div>
  </Page>
);
