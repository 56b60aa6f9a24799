import { Link } from "react-router";

import type { Recording } from "@/api/generated/undertone";
import { Button, buttonLook } from "@/components/button";
import { Icon } from "@/components/icons";
import { ExportDialog } from "@/features/library/export-dialog";
import type { Selection } from "@/features/library/use-selection";
import { t } from "@/lib/texts";

const FEWEST = 2;
const MOST = 4;

/** Where the chosen ones are compared: their newest analyses, two to four of them. */
function comparison({ all, chosen }: Selection): string | null {
  const analyses = chosen.flatMap(({ analysis }: Recording) =>
    analysis?.status === "done" ? [analysis.id] : [],
  );
  const fits =
    !all && analyses.length === chosen.length && analyses.length >= FEWEST && analyses.length <= MOST;
  return fits ? `/compare?ids=${analyses.join(",")}` : null;
}

const Compare = ({ selection }: { selection: Selection }) => {
  const to = comparison(selection);
  if (to) {
    return (
      <Link to={to} className={buttonLook("outline")}>
        <Icon name="compare" className="size-4" />
        {t("library.bar.compare")}
      </Link>
    );
  }
  return (
    <Button icon="compare" disabled title={t("library.bar.compareHint")}>
      {t("library.bar.compare")}
    </Button>
  );
};

type SelectionBarProps = {
  selection: Selection;
  total: number;
  onDelete: () => void;
  deleting: boolean;
};

/** Stays in sight at the lower edge as long as anything is selected. */
export const SelectionBar = ({ selection, total, onDelete, deleting }: SelectionBarProps) => (
  <section
    aria-label={t("library.bar.label")}
    className="sticky bottom-3 z-30 mt-4 flex flex-wrap items-center gap-x-1 gap-y-2 rounded-lg border border-line-strong bg-surface p-3 sm:gap-x-2 shadow-lg"
  >
    <p role="status" className="figures mr-auto text-sm font-medium">
      {t("library.bar.selected", { count: selection.count })}
    </p>
    {!selection.all && selection.count < total && (
      <Button look="quiet" className="max-sm:px-2" onClick={selection.addAll}>
        {t("library.bar.all", { count: total })}
      </Button>
    )}
    <Button look="quiet" className="max-sm:px-2" onClick={selection.clear}>
      {t("library.bar.clear")}
    </Button>
    {/* On a phone one line of three, without their signs: longer languages have room, too. */}
    <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:flex-auto max-sm:[&_svg]:hidden">
      <Compare selection={selection} />
      <ExportDialog count={selection.count} request={selection.request} />
      <Button look="danger" icon="trash" disabled={deleting} onClick={onDelete}>
        {t("library.bar.delete")}
      </Button>
    </div>
  </section>
);
