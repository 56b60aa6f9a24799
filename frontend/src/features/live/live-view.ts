import type { Reading } from "@/lib/reading";

/** What the site says of a live session, and what is shown of it. recognition/live_consumer.py has the protocol. */

export type LiveSegment = Reading & {
  index: number;
  text: string;
  /** It has ended: nothing more is said in it. */
  over: boolean;
};

export type LiveState =
  /** The line is being opened. */
  | "opening"
  /** The site takes the sound; its models are being loaded. */
  | "loading"
  | "listening"
  /** The line is gone, and is opened again. */
  | "lost"
  /** The sound is taken, but no longer read. */
  | "unread"
  | "saving"
  | "saved"
  /** The site takes no sound. What is recorded here goes on. */
  | "failed";

/** Why, in the site's words; `errors.code` has those of the page's language. */
export type Trouble = { code: string; detail: string };

export type LiveView = {
  state: LiveState;
  trouble: Trouble | null;
  segments: readonly LiveSegment[];
  /** How many of the segments came by earlier lines: the site numbers from 0 again after each. */
  earlier: number;
};

export type Said =
  | { type: "started"; session: string; received: number; max_s: number }
  | { type: "reading"; received: number; segments: readonly LiveSegment[] }
  | ({ type: "reading_stopped" } & Trouble)
  | { type: "saving" }
  | { type: "saved"; recording: string; analysis: string; ended_by: "person" | "limit" }
  | ({ type: "error" } & Trouble);

export const BEGINNING: LiveView = { state: "opening", trouble: null, segments: [], earlier: 0 };

export const isOver = ({ state }: LiveView): boolean => state === "saved" || state === "failed";

/** What was read over a line that is gone stays, and is not read on. */
const closed = (segments: readonly LiveSegment[]): LiveSegment[] =>
  segments.map((segment) => (segment.over ? segment : { ...segment, over: true }));

function merged({ segments, earlier }: LiveView, changed: readonly LiveSegment[]): LiveSegment[] {
  const byIndex = new Map(segments.map((segment) => [segment.index, segment]));
  for (const segment of changed) {
    const index = earlier + segment.index;
    byIndex.set(index, { ...segment, index });
  }
  return [...byIndex.values()].sort((one, other) => one.index - other.index);
}

/** The view after the site has said this. */
export function heard(view: LiveView, said: Said): LiveView {
  if (isOver(view)) return view;
  switch (said.type) {
    case "started":
      return {
        ...view,
        state: "loading",
        trouble: null,
        segments: closed(view.segments),
        earlier: (view.segments.at(-1)?.index ?? -1) + 1,
      };
    case "reading":
      return { ...view, state: "listening", segments: merged(view, said.segments) };
    case "reading_stopped":
      return { ...view, state: "unread", trouble: said, segments: closed(view.segments) };
    case "saving":
    case "saved":
      return { ...view, state: said.type };
    case "error":
      return { ...view, state: "failed", trouble: said };
  }
}

/** The newest sentence that could be read: what the radar shows. */
export const newestRead = ({ segments }: LiveView): LiveSegment | null =>
  segments.findLast(({ scores }) => scores.fused) ?? null;

/** The newest sentence of which no more is to come, which is told aloud: its words are there, or another has begun. */
export const newestOver = ({ segments }: LiveView): LiveSegment | null =>
  segments.findLast(
    ({ over, text, scores }, place) => over && scores.fused && (text || place < segments.length - 1),
  ) ?? null;
