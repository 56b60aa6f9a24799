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
