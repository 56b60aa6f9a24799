import { Button } from "@/components/button";
import { install, useInstallable } from "@/features/pwa/install-offer";
import { t } from "@/lib/texts";

/** Where the browser can install the page, one quiet line says what for. */
export const InstallLine = () => {
  if (!useInstallable()) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-ink-soft">
      {t("pwa.installWhy")}
      <Button icon="download" onClick={install}>
        {t("pwa.install")}
      </Button>
    </p>
  );
};
