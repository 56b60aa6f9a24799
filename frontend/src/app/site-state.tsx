import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { ApiError } from "@/api/request";
import { Button } from "@/components/button";
import { useOnline } from "@/lib/online";
import { t } from "@/lib/texts";

const ASK_AGAIN_MS = 5000;

/** Whether the last thing asked of the site was met with silence. */
function useSilence(): boolean {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => cache.getAll().some(({ state }) => state.error instanceof ApiError && state.error.status === 0),
  );
}

const Banner = ({ children }: { children: React.ReactNode }) => (
  <div
    role="status"
    className="flex flex-wrap items-center justify-center gap-3 border-b border-line-strong bg-sunken px-4 py-2 text-center text-sm"
  >
    {children}
  </div>
);

/** The site may be starting, updating or gone: it is asked until it answers. */
const SiteDown = () => {
  const client = useQueryClient();
  const ask = () =>
    void client.refetchQueries({
      predicate: ({ state }) => state.error instanceof ApiError && state.error.status === 0,
    });
  useEffect(() => {
    const timer = setInterval(ask, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  });
  return (
    <Banner>
      {t("shell.siteDown")}
      <Button onClick={ask}>{t("shell.askNow")}</Button>
    </Banner>
  );
};

/** What stands between the page and the site: no network on this device, or no answer from the site. */
export const SiteState = () => {
  const online = useOnline();
  const silent = useSilence();
  if (!online) return <Banner>{t("shell.offline")}</Banner>;
  return silent && <SiteDown />;
};
