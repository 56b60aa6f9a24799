import { Link, useSearchParams } from "react-router";

import { Button, buttonLook } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, NotFetched, Skeleton } from "@/components/skeleton";
import { AddSubject } from "@/features/compare/add-subject";
import type { RadarDrawing } from "@/features/compare/compare-view";
import { CompareView } from "@/features/compare/compare-view";
import { FEWEST, idsOf, MOST } from "@/features/compare/comparison";
import { SubjectList } from "@/features/compare/subject-list";
import type { Loaded } from "@/features/compare/use-subjects";
import { useSubjects } from "@/features/compare/use-subjects";
import { OverlaidRadar } from "@/features/radar/overlaid-radar";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

const radar: RadarDrawing = (labels, series, description) => (
  <OverlaidRadar labels={labels} series={series} description={description} />
);

const TooFew = () => (
  <Notice
    title={t("compare.few.title")}
    action={
      <Link to="/library" className={buttonLook()}>
        {t("compare.toLibrary")}
      </Link>
    }
  >
    {t("compare.few.why")}
  </Notice>
);

const Waiting = () => (
  <Loading label={t("compare.loading")}>
    <Skeleton className="h-96" />
  </Loading>
);

const Failed = ({ error, onRetry }: { error: Error; onRetry: () => void }) => (
  <NotFetched>
    <Notice
      title={t("compare.failed")}
      tone="danger"
      action={
        <>
          <Button onClick={onRetry}>{t("common.tryAgain")}</Button>
          <Link to="/library" className={buttonLook()}>
            {t("compare.toLibrary")}
          </Link>
        </>
      }
    >
      {errorWords(error)}
    </Notice>
  </NotFetched>
);

const Compared = ({ ids, loaded }: { ids: readonly string[]; loaded: Loaded }) => {
  if (loaded.error) return <Failed error={loaded.error} onRetry={loaded.retry} />;
  if (loaded.pending) return <Waiting />;
  if (ids.length < FEWEST) return <TooFew />;
  return <CompareView subjects={loaded.subjects} radar={radar} />;
};

export const Component = () => {
  const [params, setParams] = useSearchParams();
  const ids = idsOf(params);
  const loaded = useSubjects(ids);
  const go = (next: readonly string[]) => setParams({ ids: next.join(",") }, { preventScrollReset: true });
  return (
    <Page title={t("compare.title")}>
      <h1 className="font-serif text-2xl">{t("compare.title")}</h1>
      <p className="measure mt-2 mb-6 text-ink-soft">{t("compare.introduction")}</p>
      <div className="mb-10 flex flex-col gap-4">
        <SubjectList subjects={loaded.subjects} onRemove={(id) => go(ids.filter((each) => each !== id))} />
        {ids.length < MOST && !loaded.pending && (
          <AddSubject ids={ids} subjects={loaded.subjects} onAdd={(id) => go([...ids, id])} />
        )}
      </div>
      <Compared ids={ids} loaded={loaded} />
    </Page>
  );
};
