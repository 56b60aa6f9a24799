import { describe, expect, it } from "vitest";

import type { LiveSegment, LiveView, Said } from "@/features/live/live-view";
import { BEGINNING, heard, newestOver, newestRead } from "@/features/live/live-view";

const segment = (index: number, text: string, over = false, read = true): LiveSegment => ({
  index,
  text,
  over,
  scores: { voice: { sad: 1 }, words: null, fused: read ? { sad: 1 } : null },
  top: "sad",
  set: ["sad"],
  reasons: [],
});

const STARTED: Said = { type: "started", session: "s1", received: 0, max_s: 60 };
const reading = (...segments: LiveSegment[]): Said => ({ type: "reading", received: 0, segments });

const after = (...said: Said[]): LiveView => said.reduce(heard, BEGINNING);
const texts = ({ segments }: LiveView) => segments.map(({ text }) => text);

describe("what is shown of a live session", () => {
  it("is that the models are being loaded, until something was read", () => {
    expect(after().state).toBe("opening");
    expect(after(STARTED).state).toBe("loading");
    expect(after(STARTED, reading()).state).toBe("listening");
  });

  it("is each sentence once, in its place, as it was read last", () => {
    const view = after(
      STARTED,
      reading(segment(0, "I am")),
      reading(segment(2, ""), segment(1, "so")),
      reading(segment(0, "I am sad", true)),
    );
    expect(texts(view)).toEqual(["I am sad", "so", ""]);
    expect(newestRead(view)?.index).toBe(2);
  });

  it("is still what was read over a line that is gone, though the next one counts from 0 again", () => {
    const view = after(STARTED, reading(segment(0, "one", true), segment(1, "two")), STARTED);
    const more = heard(view, reading(segment(0, "three")));
    expect(texts(more)).toEqual(["one", "two", "three"]);
    expect(more.segments.map(({ index, over }) => [index, over])).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
  });

  it("is aloud a sentence that is over, once its words are there or another has begun", () => {
    expect(newestOver(after(STARTED, reading(segment(0, "so far"))))).toBeNull();
    const silent = after(STARTED, reading(segment(0, "", true)));
    expect(newestOver(silent)).toBeNull();
    expect(newestOver(heard(silent, reading(segment(0, "said", true))))?.text).toBe("said");
    expect(newestOver(heard(silent, reading(segment(1, ""))))?.index).toBe(0);
  });

  it("is never a sentence too short to be read", () => {
    expect(newestRead(after(STARTED, reading(segment(0, "long"), segment(1, "", false, false))))?.index).toBe(
      0,
    );
  });

  it("is why it is no longer read, and nothing after the end", () => {
    const stopped = after(STARTED, { type: "reading_stopped", code: "model_unavailable", detail: "Lost." });
    expect(stopped).toMatchObject({ state: "unread", trouble: { code: "model_unavailable" } });
    const refused = after({ type: "error", code: "live_busy", detail: "Too many." }, STARTED);
    expect(refused).toMatchObject({ state: "failed", trouble: { detail: "Too many." } });
  });
});
