import { getRecordingsArchiveCreateUrl } from "@/api/generated/undertone";
import { buttonLook } from "@/components/button";
import { HiddenFields } from "@/components/hidden-fields";
import { Part } from "@/features/settings/part";
import { t } from "@/lib/texts";

const RESULTS = ["json", "csv"];

/** A form in earnest: the browser writes the answer straight to its disk, whatever its size. */
const Download = ({ formats, name }: { formats: readonly string[]; name: string }) => (
  <form method="post" action={getRecordingsArchiveCreateUrl()}>
    <HiddenFields fields={{ all: true, analyses: "every", formats }} />
    <button type="submit" className={buttonLook("outline")}>
      {name}
    </button>
  </form>
);

/** All that one has here, as one file. */
export const TakeAway = ({ empty }: { empty: boolean }) => (
  <Part id="take-away" title={t("settings.export.title")}>
    <p className="measure text-ink-soft">{t("settings.export.what")}</p>
    {empty ? (
      <p>{t("library.empty.title")}</p>
    ) : (
      <div className="flex flex-wrap gap-2">
        <Download formats={[...RESULTS, "media"]} name={t("settings.export.all")} />
        <Download formats={RESULTS} name={t("settings.export.texts")} />
      </div>
    )}
  </Part>
);
