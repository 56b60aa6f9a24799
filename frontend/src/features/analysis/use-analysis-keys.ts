import { useEffect, useRef } from "react";

import type { Action } from "@/features/analysis/shortcuts";
import { actionOf, isCharacter } from "@/features/analysis/shortcuts";

/** Whoever has its own use for keys keeps them all. */
const OWN_KEYS =
  "input, textarea, select, audio, [contenteditable], [role=radio], [role=menu], [role=menuitem], [role=dialog], [role=alertdialog], [role=region]";

/** What is pressed with the space bar or Enter keeps those; other keys are free while it has the focus. */
const PRESSED = "button, a, summary";

const holds = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

export type Actions = Readonly<Record<Action, (backwards: boolean) => void>>;

/** Listens on the whole page. `characters` says whether keys of a single character count. */
export function useAnalysisKeys(actions: Actions, characters: boolean): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || holds(event.target, OWN_KEYS)) return;
      if (event.key === " " && holds(event.target, PRESSED)) return;
      const asked = actionOf(event);
      if (!asked) return;
      const modified = event.ctrlKey || event.metaKey;
      if (!characters && !modified && isCharacter(event.key) && asked.action !== "help") return;
      event.preventDefault();
      latest.current[asked.action](asked.backwards);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [characters]);
}
