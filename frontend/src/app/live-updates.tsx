import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect, useMemo } from "react";

import { applyAnalysis, isAnalysisChanged } from "@/api/live-cache";
import { useSession } from "@/api/session";
import { useAccount } from "@/lib/account";
import { LiveContext } from "@/lib/live-context";
import { LiveSocket } from "@/lib/live-socket";
import { onOtherTab } from "@/lib/other-tabs";
import { tellRefused } from "@/lib/session-news";

const socketUrl = (): string => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`;

/** Nobody who has to sign in first is told anything: a line for them would be closed again and again. */
function useMayListen(): boolean {
  const { data: session } = useSession();
  const { accounts, user } = useAccount();
  return session
    ? session.accounts === "local" || session.user !== null
    : accounts === "local" || user !== null;
}

/** Keeps the page's copy of the site true: each message lands in the cache, each return of the line reads afresh. */
export const LiveUpdates = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient();
  const listening = useMayListen();
  const socket = useMemo(
    () =>
      new LiveSocket({
        url: socketUrl(),
        onMessage: (message) => {
          if (isAnalysisChanged(message)) applyAnalysis(client, message.analysis);
        },
        onReconnect: () => void client.invalidateQueries(),
        onRefused: tellRefused,
      }),
    [client],
  );
  useEffect(() => {
    if (!listening) return undefined;
    socket.open();
    return () => socket.close();
  }, [socket, listening]);
  useEffect(() => onOtherTab(() => void client.invalidateQueries()), [client]);
  return <LiveContext value={socket}>{children}</LiveContext>;
};
