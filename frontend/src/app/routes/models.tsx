import { useModelsComparisonList, useModelsList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, Skeleton } from "@/components/skeleton";
import { Comparison } from "@/features/models/comparison";
import { Engines } from "@/features/models/engines";
import { ModelCard } from "@/features/models/model-card";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

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
      <Notice
        title={t("models.failed")}
        tone="danger"
        action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
      >
        {errorWords(error)}
      </Notice>
    );
  }
  if (models.length === 0) {
    return <Notice title={t("models.none.title")}>{t("models.none.why")}</Notice>;
  }
  // What reads any recording stands before what needs more than its sound.
  const ordered = models.toSorted((one, other) => one.needs.length - other.needs.length);
  return (
    <div className="flex flex-col gap-8">
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
