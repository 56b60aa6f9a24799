import { useEffect, useRef } from "react";

/** The button that opened an editor comes back when that closes, and takes the focus unless somebody else has it. */
export function useFocusAfter(editing: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const was = useRef(editing);
  useEffect(() => {
    if (was.current && !editing && document.activeElement === document.body) {
      button.current?.focus({ preventScroll: true });
    }
    was.current = editing;
  }, [editing]);
  return button;
}
