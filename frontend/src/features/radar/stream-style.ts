import type { Stream } from "@/lib/emotions";

export type Marker = "circle" | "square" | "triangle" | "none";

/**
 * Streams differ in line and marker, not in hue: hue belongs to the emotions, whose facets lie under the lines. Ink
 * stands out on all of them, which palette.test.ts measures.
 */
export const STREAM_LINES: Readonly<Record<Stream, { dash: string; width: number; marker: Marker }>> = {
  voice: { dash: "8 4", width: 1.6, marker: "circle" },
  words: { dash: "0.1 4.5", width: 2.2, marker: "square" },
  face: { dash: "4 2.5", width: 1.6, marker: "triangle" },
  fused: { dash: "none", width: 2, marker: "none" },
};

/** Of an emotion's facet in the fused shape. */
export const FACET_OPACITY = 0.6;
