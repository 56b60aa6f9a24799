import { useRef } from "react";
import { useBlocker } from "react-router";

import { ConfirmDialog } from "@/components/confirm-dialog";
import { t } from "@/lib/texts";

/** Another page of Undertone is asked for while the microphone is open: it would be closed. */
export const LeaveGuard = ({ recording, live }: { recording: boolean; live: boolean }) => {
  // Whoever has agreed is on their way: where they go next, before the new page stands, is no question any more.
  const agreed = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      recording && !agreed.current && currentLocation.pathname !== nextLocation.pathname,
  );
  const leave = () => {
    agreed.current = true;
    blocker.proceed?.();
  };
  return (
    <ConfirmDialog
      open={blocker.state === "blocked"}
      title={t("recorder.leaveTitle")}
      description={t(live ? "recorder.live.leaveWhat" : "recorder.leaveWhat")}
      confirm={t("recorder.leave")}
      onConfirm={leave}
      keep={t("recorder.stay")}
      onKeep={() => blocker.reset?.()}
    />
  );
};
