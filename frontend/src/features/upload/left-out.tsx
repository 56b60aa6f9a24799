import { IconButton } from "@/components/button";
import { t } from "@/lib/texts";

/** As many names as a line holds. */
const NAMED = 3;

type LeftOutProps = { files: readonly File[]; onDismiss: () => void };

/** Files that are no recordings were not taken along, and that is told. */
export const LeftOut = ({ files, onDismiss }: LeftOutProps) => {
  const names = files.slice(0, NAMED).map(({ name }) => name);
  const rest = files.length - names.length;
  return (
    <div className="flex items-center gap-3 rounded-md border border-line bg-surface px-4 py-3">
      <p role="status" className="min-w-0 flex-1 text-sm wrap-anywhere text-ink-soft">
        {t("upload.leftOut", { count: files.length })}{" "}
        <span className="text-ink-faint">
          {names.join(", ")}
          {rest > 0 && ` ${t("upload.leftOutMore", { count: rest })}`}
        </span>
      </p>
      <IconButton icon="close" label={t("upload.dismissLeftOut")} onClick={onDismiss} />
    </div>
  );
};
