import { lazy, Suspense } from "react";

import { useSettingsRetrieve, useStorageRetrieve } from "@/api/generated/undertone";
import { useSession } from "@/api/session";
import { usePersonOfTab } from "@/app/use-person-of-tab";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Loading, NotFetched, Skeleton } from "@/components/skeleton";
import { Defaults } from "@/features/settings/defaults";
import { Look } from "@/features/settings/look";
import { Retention } from "@/features/settings/retention";
import { Storage } from "@/features/settings/storage";
import { TakeAway } from "@/features/settings/take-away";
import { Tokens } from "@/features/settings/tokens";
import { Usage } from "@/features/settings/usage";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** Passwords, second steps, tokens: only where people sign in. */
const AccountParts = lazy(async () => ({
  default: (await import("@/app/routes/settings-account")).AccountParts,
}));

/** What the site stores; the looks above it are this browser's. */
const Stored = ({ account }: { account: boolean }) => {
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
      <NotFetched>
        <Notice
          title={t("settings.failed")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      </NotFetched>
    );
  }
  return (
    <>
      <Defaults preferences={preferences} />
      <Retention preferences={preferences} />
      <Usage />
      <Storage />
      <TakeAway empty={storage?.recordings === 0} />
      {!account && <Tokens accounts="local" />}
    </>
  );
};

/** Held open while it is fetched, so that what follows does not jump. */
const Waiting = () => (
  <Loading label={t("settings.loading")}>
    <Skeleton className="h-96" />
  </Loading>
);

export const Component = () => {
  const { data: session } = useSession();
  const user = usePersonOfTab(session?.user);
  return (
    <Page title={t("settings.title")}>
      <h1 className="mb-8 font-serif text-2xl">{t("settings.title")}</h1>
      <Look />
      {user && (
        <Suspense fallback={<Waiting />}>
          <AccountParts user={user} />
        </Suspense>
      )}
      <Stored account={Boolean(user)} />
    </Page>
  );
};
