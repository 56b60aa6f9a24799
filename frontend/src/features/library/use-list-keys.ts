import type { KeyboardEvent, RefObject } from "react";
import { useEffect } from "react";

import type { Recording } from "@/api/generated/undertone";
import type { Selection } from "@/features/library/use-selection";

const rowsIn = (list: Element): HTMLInputElement[] => [
  ...list.querySelectorAll<HTMLInputElement>("[data-row]"),
];

/** Where the focus goes from a row: one down, one up, the first, the last. */
const STEPS: Readonly<Record<string, (place: number, last: number) => number>> = {
  ArrowDown: (place, last) => Math.min(last, place + 1),
  ArrowUp: (place) => Math.max(0, place - 1),
  Home: () => 0,
  End: (_place, last) => last,
};

type ListKeys = {
  page: readonly Recording[];
  selection: Selection;
  onOpen: (recording: Recording) => void;
  onDelete: () => void;
};

/** The keys of the list, while one of its checkboxes has the focus. */
export function listKeys({ page, selection, onOpen, onDelete }: ListKeys) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const rows = rowsIn(event.currentTarget);
    const place = rows.findIndex((row) => row === event.target);
    const recording = page[place];
    if (!recording) return;
    const step = STEPS[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (step) {
      const next = step(place, rows.length - 1);
      rows[next]?.focus();
      const reached = page[next];
      if (event.shiftKey && reached) selection.extend(recording, reached);
    } else if (event.key === "Enter") onOpen(recording);
    else if (command && event.key === "a") selection.addPage();
    else if (event.key === "Escape") selection.clear();
    else if (event.key === "Delete" && selection.count > 0) onDelete();
    else return;
    event.preventDefault();
  };
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** "/" leads to the search from anywhere but a field; the arrow down leads from there to the list. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const elsewhere = !isTyping(event.target) || (event.target as HTMLElement).dataset.row !== undefined;
      if (event.key === "/" && elsewhere && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        field.current?.focus();
      } else if (event.key === "ArrowDown" && event.target === field.current) {
        event.preventDefault();
        rowsIn(document.body)[0]?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [field]);
}
