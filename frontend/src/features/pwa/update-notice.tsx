import { Button } from "@/components/button";
import { applyUpdate, useUpdated } from "@/features/pwa/app-updates";
import { t } from "@/lib/texts";

/** A newer version is there. When it is opened, the person says: something may be recorded or on its way. */
export const UpdateNotice = () => {
  const updated = useUpdated();
  return (
    <div role="status">
      {updated && (
        <div className="no-print flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-line bg-sunken px-4 py-2 text-sm">
          {t("pwa.updated")}
          <Button onClick={applyUpdate}>{t("pwa.openUpdated")}</Button>
        </div>
      )}
    </div>
  );
};
