import type { ComparisonTable as Table } from "@/api/generated/undertone";
import { ComparisonTable } from "@/features/models/comparison-table";
import { formatPercent } from "@/lib/format";
import { t } from "@/lib/texts";

/** The shipped systems side by side. The cards tell the same one by one. */
export const Comparison = ({ tables }: { tables: readonly Table[] }) => (
  <section
    aria-labelledby="side-by-side"
    className="flex flex-col gap-10 rounded-lg border border-line bg-surface p-card sm:p-8"
  >
    <div>
      <h2 id="side-by-side" className="font-serif text-xl">
        {t("models.together.title")}
      </h2>
      <p className="measure mt-1 text-sm text-ink-soft">
        {t("models.together.what", { share: formatPercent(0.95) })}
      </p>
    </div>
    {tables.map((table) => (
      <ComparisonTable key={`${table.dataset} ${table.split} ${table.classes.join(" ")}`} table={table} />
    ))}
  </section>
);
