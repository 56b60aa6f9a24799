import { describe, expect, it } from "vitest";

import { actionOf, ACTIONS, isCharacter, SHORTCUTS } from "@/features/analysis/shortcuts";

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

/** As keys are printed in the list, and as a browser names them. */
const PRINTED: Readonly<Record<string, [key: string, held?: Partial<KeyboardEvent>]>> = {
  Space: [" "],
  "←": ["ArrowLeft"],
  "→": ["ArrowRight"],
  "↑": ["ArrowUp"],
  "↓": ["ArrowDown"],
  "−": ["-"],
  Esc: ["Escape"],
  "Ctrl Z": ["z", { ctrlKey: true }],
  "Ctrl Shift Z": ["Z", { ctrlKey: true, shiftKey: true }],
  "Ctrl Y": ["y", { ctrlKey: true }],
};

describe("the list of keys", () => {
  it("holds every action, and each once", () => {
    const listed = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts.map(({ action }) => action));
    expect(listed.toSorted()).toEqual(ACTIONS.toSorted());
  });

  it("says of each key what it does", () => {
    for (const { action, keys } of SHORTCUTS.flatMap(({ shortcuts }) => shortcuts)) {
      for (const key of keys) {
        const [name, held] = PRINTED[key] ?? [key.toLowerCase()];
        expect([key, press(name, held)?.action]).toEqual([key, action]);
      }
    }
  });
});

it("goes backwards with Shift, and is the browser's own with Ctrl or Alt", () => {
  expect(press("N", { shiftKey: true })).toEqual({ action: "nextUnsure", backwards: true });
  expect(press("n", { ctrlKey: true })).toBeNull();
  expect(press("ArrowLeft", { altKey: true })).toBeNull();
});

it("knows which keys a voice could say by accident", () => {
  expect(["n", "?", "["].every(isCharacter)).toBe(true);
  expect([" ", "ArrowUp", "Escape"].some(isCharacter)).toBe(false);
});
