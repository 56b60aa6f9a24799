import type { TextKey } from "@/lib/texts";

/** Everything the keyboard can do on the Analysis page: what is listed here is what works, and the other way round. */

export const ACTIONS = [
  "play",
  "back",
  "forward",
  "slower",
  "faster",
  "previousSegment",
  "nextSegment",
  "nextUnsure",
  "nextDisagreement",
  "nextChange",
  "whole",
  "why",
  "edit",
  "undo",
  "redo",
  "search",
  "follow",
  "zoomIn",
  "zoomOut",
  "zoomWhole",
  "help",
] as const;

export type Action = (typeof ACTIONS)[number];

type Shortcut = {
  action: Action;
  /** As they are printed, each an alternative. */
  keys: readonly string[];
};

export const SHORTCUTS: readonly { group: TextKey; shortcuts: readonly Shortcut[] }[] = [
  {
    group: "analysis.keys.listening",
    shortcuts: [
      { action: "play", keys: ["Space"] },
      { action: "back", keys: ["←"] },
      { action: "forward", keys: ["→"] },
      { action: "slower", keys: ["["] },
      { action: "faster", keys: ["]"] },
      { action: "follow", keys: ["F"] },
    ],
  },
  {
    group: "analysis.keys.moving",
    shortcuts: [
      { action: "previousSegment", keys: ["↑", "K"] },
      { action: "nextSegment", keys: ["↓", "J"] },
      { action: "nextUnsure", keys: ["N"] },
      { action: "nextDisagreement", keys: ["D"] },
      { action: "nextChange", keys: ["C"] },
      { action: "search", keys: ["/"] },
      { action: "whole", keys: ["Esc"] },
      { action: "zoomIn", keys: ["+"] },
      { action: "zoomOut", keys: ["−"] },
      { action: "zoomWhole", keys: ["0"] },
    ],
  },
  {
    group: "analysis.keys.working",
    shortcuts: [
      { action: "why", keys: ["W"] },
      { action: "edit", keys: ["E"] },
      { action: "undo", keys: ["Ctrl Z"] },
      { action: "redo", keys: ["Ctrl Shift Z", "Ctrl Y"] },
      { action: "help", keys: ["?"] },
    ],
  },
];

/** What needs a segment that may be changed. */
const OF_EDITING: readonly Action[] = ["why", "edit", "undo", "redo"];

/** What the keys do where nothing can be changed. */
export const READING_SHORTCUTS = SHORTCUTS.map(({ group, shortcuts }) => ({
  group,
  shortcuts: shortcuts.filter(({ action }) => !OF_EDITING.includes(action)),
}));

/** While a text is written, these stay the keys that play. The text editor itself listens for them. */
export const EDITING_KEYS: readonly { text: TextKey; keys: string }[] = [
  { text: "analysis.keys.editing.play", keys: "Ctrl Space" },
  { text: "analysis.keys.editing.fromStart", keys: "Ctrl Shift Space" },
  { text: "analysis.keys.editing.back", keys: "Ctrl ," },
  { text: "analysis.keys.editing.forward", keys: "Ctrl ." },
  { text: "analysis.keys.editing.save", keys: "Ctrl Enter" },
  { text: "analysis.keys.editing.saveAndNext", keys: "Ctrl Shift Enter" },
  { text: "analysis.keys.editing.cancel", keys: "Esc" },
];

const PLAIN: Readonly<Record<string, Action>> = {
  " ": "play",
  ArrowLeft: "back",
  ArrowRight: "forward",
  ArrowUp: "previousSegment",
  ArrowDown: "nextSegment",
  k: "previousSegment",
  j: "nextSegment",
  "[": "slower",
  "]": "faster",
  f: "follow",
  n: "nextUnsure",
  d: "nextDisagreement",
  c: "nextChange",
  "/": "search",
  Escape: "whole",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "zoomWhole",
  w: "why",
  e: "edit",
  "?": "help",
};

/** Keys of a single character: whoever speaks to the computer can switch them off (WCAG 2.1.4). */
export const isCharacter = (key: string): boolean => key.length === 1 && key !== " ";

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** What a key press asks for; with Shift, the landmarks are gone to backwards. */
export function actionOf(press: KeyPress): { action: Action; backwards: boolean } | null {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    const action = key === "z" ? (press.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : null;
    return action && { action, backwards: false };
  }
  const action = PLAIN[key];
  return action ? { action, backwards: press.shiftKey } : null;
}
