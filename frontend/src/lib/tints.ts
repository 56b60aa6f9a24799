/** Backgrounds of what spoke for an answer, in its hue, and against it, hatched. The words on them stay readable. */

import { emotionHue } from "@/lib/emotions";

/** Share of the hue at full strength; palette.test.ts measures that ink can be read on it. */
export const STRONGEST_TINT = 0.34;

export const hueTint = (emotion: string, strength: number): string =>
  `color-mix(in oklab, ${emotionHue(emotion)} ${Math.round(strength * STRONGEST_TINT * 100)}%, transparent)`;

export function hatchTint(strength: number): string {
  const line = `color-mix(in oklab, var(--ink-faint) ${Math.round(20 + strength * 30)}%, transparent)`;
  return `repeating-linear-gradient(135deg, ${line} 0 1.5px, transparent 1.5px 5px)`;
}

/** Ink by share: up to a half it stays under text in ink, above it goes under text in paper, and leaves out between. */
export const inkShare = (share: number): number => (share <= 0.5 ? share * 0.84 : 0.42 + share * 0.46);

export const inkTint = (share: number): string =>
  `color-mix(in oklab, var(--ink) ${Math.round(inkShare(share) * 100)}%, var(--surface))`;

export const inkOnTint = (share: number): string => (share <= 0.5 ? "var(--ink)" : "var(--paper)");
