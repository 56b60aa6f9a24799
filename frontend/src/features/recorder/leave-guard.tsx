import { useBlocker } from "react-router";

import { ConfirmDialog } from "@/components/confirm-dialog";
import { t } from "@/lib/texts";

/** Another page of Undertone is asked for while the microphone is open: it would be closed. */
export const LeaveGuard = ({ recording }: { recording: boolean }) => {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => recording && currentLocation.pathname !== nextLocation.pathname,
  );
  return (
    <ConfirmDialog
      open={blocker.state === "blocked"}
      title={t("recorder.leaveTitle")}
      description={t("recorder.leaveWhat")}
      confirm={t("recorder.leave")}
      onConfirm={() => blocker.proceed?.()}
      keep={t("recorder.stay")}
      onKeep={() => blocker.reset?.()}
    />
  );
};
