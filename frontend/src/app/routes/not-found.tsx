import { Link } from "react-router";

import { buttonLook } from "@/components/button";
import { Page } from "@/components/page";
import { t } from "@/lib/texts";

export const NotFoundRoute = () => (
  <Page title={t("shell.notFound.name")}>
    <h1 className="font-serif text-2xl">{t("shell.notFound.title")}</h1>
    <p className="measure mt-3 text-ink-soft">{t("shell.notFound.why")}</p>
    <p className="mt-6 flex flex-wrap gap-2">
      <Link to="/" className={buttonLook("solid")}>
        {t("common.newRecording")}
      </Link>
      <Link to="/library" className={buttonLook()}>
        {t("common.library")}
      </Link>
    </p>
  </Page>
);
