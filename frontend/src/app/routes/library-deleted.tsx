import { Link, useSearchParams } from "react-router";

import { Page } from "@/components/page";
import { Deleted, DeletedIntroduction } from "@/features/library/deleted";
import { readFilters } from "@/features/library/library-filters";
import { t } from "@/lib/texts";

export const Component = () => {
  const [params, setParams] = useSearchParams();
  return (
    <Page title={t("library.deleted.title")}>
      <p className="text-sm">
        <Link to="/library" className="rounded-sm text-ink-soft underline underline-offset-4 hover:text-ink">
          {t("library.deleted.back")}
        </Link>
      </p>
      <h1 className="mt-2 font-serif text-2xl">{t("library.deleted.title")}</h1>
      <DeletedIntroduction />
      <div className="mt-8">
        <Deleted
          page={readFilters(params).page}
          onPage={(page) => setParams(page > 1 ? { page: String(page) } : {})}
        />
      </div>
    </Page>
  );
};
