import { useSettingsRetrieve, useStorageRetrieve } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, Skeleton } from "@/components/skeleton";
import { Defaults } from "@/features/settings/defaults";
import { Look } from "@/features/settings/look";
import { Retention } from "@/features/settings/retention";
import { Storage } from "@/features/settings/storage";
import { TakeAway } from "@/features/settings/take-away";
import { Tokens } from "@/features/settings/tokens";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** What the site stores; the looks above it are this browser's. */
const Stored = () => {
  const { data: preferences, isPending, error, refetch } = useSettingsRetrieve();
  const { data: storage } = useStorageRetrieve();
  if (isPending) {
    return (
      <Loading label={t("settings.loading")}>
        <Skeleton className="h-96" />
      </Loading>
    );
  }
  if (error) {
    return (
      <Notice
        title={t("settings.failed")}
        tone="danger"
        action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
      >
        {errorWords(error)}
      </Notice>
    );
  }
  return (
    <>
      <Defaults preferences={preferences} />
      <Retention preferences={preferences} />
      <Storage />
      <TakeAway empty={storage?.recordings === 0} />
      <Tokens preferences={preferences} />
    </>
  );
};

export const Component = () => (
  <Page title={t("settings.title")}>
    <h1 className="mb-8 font-serif text-2xl">{t("settings.title")}</h1>
    <Look />
    <Stored />
  </Page>
);
