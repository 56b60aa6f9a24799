import { useEffect, useRef } from "react";
import { Link, useSearchParams } from "react-router";

import { Page } from "@/components/page";
import { FilterBar } from "@/features/library/filter-bar";
import { KeysHelp } from "@/features/library/keys-help";
import type { LibraryFilters } from "@/features/library/library-filters";
import { readFilters, writeFilters } from "@/features/library/library-filters";
import { Recordings, useNothingKept } from "@/features/library/recordings";
import { useSearchKey } from "@/features/library/use-list-keys";
import { t } from "@/lib/texts";

export const Component = () => {
  const [params, setParams] = useSearchParams();
  const searchField = useRef<HTMLInputElement>(null);
  useSearchKey(searchField);
  const filters = readFilters(params);
  const empty = useNothingKept(filters);
  // The router hands out the old address until a new one is drawn; a second change would undo the first.
  const asked = useRef(params);
  useEffect(() => {
    asked.current = params;
  }, [params]);
  const change = (changed: Partial<LibraryFilters>) => {
    const before = readFilters(asked.current);
    asked.current = writeFilters(before, changed);
    // The way back leads out of a search, not through the halves of its words.
    const typesOn = changed.search !== undefined && before.search !== "";
    setParams(asked.current, { preventScrollReset: true, replace: typesOn });
  };
  return (
    <Page title={t("library.title")}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h1 className="font-serif text-2xl">{t("library.title")}</h1>
        <Link
          to="/library/deleted"
          className="rounded-sm text-sm text-ink-soft underline underline-offset-4 hover:text-ink"
        >
          {t("library.deleted.link")}
        </Link>
      </div>
      <div className="mt-6 mb-6">
        {!empty && <FilterBar filters={filters} onChange={change} searchField={searchField} />}
      </div>
      <Recordings filters={filters} onPage={(page) => change({ page })} onClear={() => setParams({})} />
      {!empty && <KeysHelp />}
    </Page>
  );
};
