import { createContext, use, useCallback, useSyncExternalStore } from "react";

import type { LiveSocket } from "@/lib/live-socket";

export const LiveContext = createContext<LiveSocket | null>(null);

const nothing = (): void => undefined;

/** Whether changes arrive by themselves; where not, a page asks every few seconds. */
export function useLive(): boolean {
  const socket = use(LiveContext);
  const subscribe = useCallback((listener: () => void) => socket?.subscribe(listener) ?? nothing, [socket]);
  return useSyncExternalStore(subscribe, () => socket?.connected ?? false);
}
