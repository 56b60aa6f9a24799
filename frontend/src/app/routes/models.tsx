import { useModelsList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, Skeleton } from "@/components/skeleton";
import { Engines } from "@/features/models/engines";
import { ModelCard } from "@/features/models/model-card";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

const Models = () => {
  const { data: models, isPending, error, refetch } = useModelsList();
  if (isPending) {
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
  return (
    <div className="flex flex-col gap-8">
      {models.map((model) => (
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
