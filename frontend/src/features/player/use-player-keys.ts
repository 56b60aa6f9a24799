import { useEffect } from "react";

import { STEP_S } from "@/features/player/position-slider";
import type { Playback } from "@/lib/playback";

/** Whoever has its own use for these keys keeps them. */
const OWN_KEYS =
  "input, textarea, select, button, a, summary, audio, [contenteditable], [role=radio], [role=menuitem], [role=dialog], [role=alertdialog]";

const hasOwnKeys = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(OWN_KEYS) !== null;

/** Space plays and pauses, left and right go five seconds, anywhere on the page. */
export function usePlayerKeys(playback: Playback): void {
  useEffect(() => {
    const actions: Record<string, () => void> = {
      " ": () => playback.toggle(),
      ArrowLeft: () => playback.seek(playback.time - STEP_S),
      ArrowRight: () => playback.seek(playback.time + STEP_S),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actions[event.key];
      if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (hasOwnKeys(event.target)) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [playback]);
}
