import type { Stream } from "@/lib/emotions";

/** Streams differ in line and marker, not in hue: hue belongs to the emotions. */
export const STREAM_LINES: Readonly<
  Record<Stream, { dash: string; width: number; marker: "circle" | "square" | "none" }>
> = {
  voice: { dash: "8 4", width: 1.6, marker: "circle" },
  words: { dash: "0.1 4.5", width: 2.2, marker: "square" },
  fused: { dash: "none", width: 2, marker: "none" },
};
