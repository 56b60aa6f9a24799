import { useRouteError } from "react-router";

import { Button } from "@/components/button";
import { Page } from "@/components/page";
import { useOnline } from "@/lib/online";
import { t } from "@/lib/texts";

/** How browsers say that the code of a page did not arrive: Chromium, Firefox, Safari. */
const NOT_FETCHED = /dynamically imported module|Importing a module script failed|error loading dynamically/i;

const LoadAgain = () => (
  <p className="mt-6">
    <Button look="solid" icon="again" onClick={() => location.reload()}>
      {t("shell.crashed.again")}
    </Button>
  </p>
);

/** The code of this page is on the site, and did not come. */
const NotFetched = () => {
  const online = useOnline();
  return (
    <Page title={t("shell.unreachable.name")}>
      <h1 className="font-serif text-2xl">{t("shell.unreachable.title")}</h1>
      <p className="measure mt-3 text-ink-soft">
        {t(online ? "shell.unreachable.down" : "shell.unreachable.offline")}
      </p>
      <LoadAgain />
    </Page>
  );
};

export const CrashedRoute = () => {
  const error = useRouteError();
  const message = error instanceof Error ? error.message : String(error);
  if (NOT_FETCHED.test(message)) return <NotFetched />;
  return (
    <Page title={t("shell.crashed.name")}>
      <h1 className="font-serif text-2xl">{t("shell.crashed.title")}</h1>
      <p className="measure mt-3 text-ink-soft">{t("shell.crashed.safe")}</p>
      <LoadAgain />
      <details className="mt-8 text-sm text-ink-faint">
        <summary>{t("shell.crashed.details")}</summary>
        <pre className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
          {message}
        </pre>
      </details>
    </Page>
  );
};
