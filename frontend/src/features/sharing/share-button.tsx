import { lazy, Suspense, useState } from "react";

import type { Analysis } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { t } from "@/lib/texts";

/** Fetched when it is first wanted. */
const ShareDialog = lazy(async () => ({
  default: (await import("@/features/sharing/share-dialog")).ShareDialog,
}));

export const ShareButton = ({ analysis }: { analysis: Analysis }) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t("sharing.name")}
      </Button>
      {open && (
        <Suspense>
          <ShareDialog analysis={analysis} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
};
