import { useEffect, useEffectEvent, useRef } from "react";

import { useLive } from "@/lib/live-context";
import { useOnline } from "@/lib/online";

/** Acts once when the network, or the site, is there again. */
export function useBackOnline(act: () => void): void {
  const reachable = [useOnline(), useLive()].filter(Boolean).length;
  const before = useRef(reachable);
  const onBack = useEffectEvent(act);
  useEffect(() => {
    const returned = reachable > before.current;
    before.current = reachable;
    if (returned) onBack();
  }, [reachable]);
}
