import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEffect, useMemo } from "react";

import { applyAnalysis, isAnalysisChanged } from "@/api/live-cache";
import { LiveContext } from "@/lib/live-context";
import { LiveSocket } from "@/lib/live-socket";

const socketUrl = (): string => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`;

/** Keeps the page's copy of the site true: each message lands in the cache, each return of the line reads afresh. */
export const LiveUpdates = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient();
  const socket = useMemo(
    () =>
      new LiveSocket({
        url: socketUrl(),
        onMessage: (message) => {
          if (isAnalysisChanged(message)) applyAnalysis(client, message.analysis);
        },
        onReconnect: () => void client.invalidateQueries(),
      }),
    [client],
  );
  useEffect(() => {
    socket.open();
    return () => socket.close();
  }, [socket]);
  return <LiveContext value={socket}>{children}</LiveContext>;
};
