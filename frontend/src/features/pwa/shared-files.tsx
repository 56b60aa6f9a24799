import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { listShared, removeShared, sharedClaim } from "@/features/pwa/inbox";
import { SHARE_FAILED } from "@/features/pwa/messages";
import { claim } from "@/lib/claim";
import { t } from "@/lib/texts";

/** A file from another app. Whoever carries it tells whether the site has it; until then it stays here. */
export type SharedUpload = { file: File; onSettled: (sent: boolean) => void };

/** Those that no other tab is sending. */
async function takeShared(): Promise<SharedUpload[]> {
  const taken: SharedUpload[] = [];
  for (const { id, file } of await listShared()) {
    const release = await claim(sharedClaim(id));
    // A cancelled one was unwanted: unlike a recording, its app still has it.
    if (release) taken.push({ file, onSettled: () => void removeShared(id).finally(release) });
  }
  return taken;
}

const ShareFailed = () => {
  const [params, setParams] = useSearchParams();
  if (!params.has(SHARE_FAILED)) return null;
  return (
    <Notice
      title={t("pwa.shareFailed")}
      tone="danger"
      action={<Button onClick={() => setParams({}, { replace: true })}>{t("common.close")}</Button>}
    >
      {t("pwa.shareFailedTodo")}
    </Notice>
  );
};

/** Sends what other apps have shared, and says so. */
export const SharedFiles = ({ onShared }: { onShared: (uploads: SharedUpload[]) => void }) => {
  const [count, setCount] = useState(0);
  const send = useRef(onShared);
  useEffect(() => {
    send.current = onShared;
  });
  useEffect(() => {
    // Where this browser keeps nothing, nothing was shared either.
    void takeShared()
      .catch(() => [])
      .then((uploads) => {
        if (uploads.length === 0) return;
        setCount(uploads.length);
        send.current(uploads);
      });
  }, []);
  return (
    <>
      <p role="status" className="sr-only">
        {count > 0 && t("pwa.shared", { count })}
      </p>
      <ShareFailed />
    </>
  );
};
