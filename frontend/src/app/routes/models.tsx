import { useModelsList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, Skeleton } from "@/components/skeleton";
import { Engines } from "@/features/models/engines";
import { ModelCard } from "@/features/models/model-card";

const Models = () => {
  const { data: models, isPending, error, refetch } = useModelsList();
  if (isPending) {
    return (
      <Loading label="Loading models">
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (error) {
    return (
      <Notice
        title="The models could not be loaded"
        tone="danger"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </Notice>
    );
  }
  if (models.length === 0) {
    return <Notice title="No emotion model is installed">Without one, recordings cannot be analysed.</Notice>;
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
  <Page title="Models">
    <h1 className="font-serif text-2xl">Models</h1>
    <p className="measure mt-2 mb-8 text-ink-soft">
      What each model does, what it was trained on, how often it is right, and where it is not to be trusted.
    </p>
    <Models />
    <div className="mt-14">
      <Engines />
    </div>
  </Page>
);
