import { useSearchParams } from "react-router";

import { Page } from "@/components/page";
import { FilterBar } from "@/features/library/filter-bar";
import type { LibraryFilters } from "@/features/library/library-filters";
import { readFilters, writeFilters } from "@/features/library/library-filters";
import { Recordings } from "@/features/library/recordings";

export const Component = () => {
  const [params, setParams] = useSearchParams();
  const filters = readFilters(params);
  const change = (changed: Partial<LibraryFilters>) =>
    setParams((current) => writeFilters(readFilters(current), changed), { preventScrollReset: true });
  const clear = () => setParams({});
  return (
    <Page title="Library">
      <h1 className="font-serif text-2xl">Library</h1>
      <div className="mt-6 mb-8">
        <FilterBar filters={filters} onChange={change} />
      </div>
      <Recordings filters={filters} onPage={(page) => change({ page })} onClear={clear} />
    </Page>
  );
};
