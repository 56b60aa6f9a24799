import { describe, expect, it } from "vitest";

import { alternativesWords, isUnsure, readingSentence, streamsSentence } from "@/lib/reading";
import { reasonsWords } from "@/lib/reasons";
import { OVERALL, scoresFor, SEGMENTS } from "@/testing/data";

describe("a reading in words", () => {
  it("says most only when one emotion holds more than half", () => {
    expect(readingSentence(OVERALL)).toBe(
      "Reads as mostly sad (62\u00a0%). Voice reads as sad, words read as neutral.",
    );
    const even = { ...OVERALL, scores: { ...OVERALL.scores, fused: scoresFor("sad", 0.3) } };
    expect(readingSentence(even)).toContain("Reads as sad (30\u00a0%).");
  });

  it("says when both streams agree, and when one could not be read", () => {
    const [agreeing, silent] = SEGMENTS;
    expect(agreeing && readingSentence(agreeing)).toContain("Voice and words both read as angry.");
    expect(silent && readingSentence(silent)).toContain("the words could not be read");
  });

  it("tells of a face only where a model reads one", () => {
    const [angry, happy] = [scoresFor("angry", 0.8), scoresFor("happy", 0.8)];
    const read = (face: typeof angry | null) =>
      streamsSentence({ voice: angry, words: null, face, fused: angry });
    expect(read(happy)).toBe("Voice reads as angry and face reads as happy.");
    expect(read(angry)).toBe("Voice and face read as angry.");
    expect(read(null)).toBe("Voice reads as angry; no face was seen.");
  });

  it("has nothing to say where nothing was read", () => {
    const nothing = {
      scores: { voice: null, words: null, fused: null },
      top: null,
      set: [],
      reasons: ["no_speech"],
    };
    expect(readingSentence(nothing)).toBe("Nothing to read.");
  });

  it("is unsure with two candidates or with a reason", () => {
    expect(isUnsure({ set: ["sad"], reasons: [] })).toBe(false);
    expect(isUnsure({ set: ["sad", "neutral"], reasons: [] })).toBe(true);
    expect(alternativesWords(["sad", "neutral"])).toBe("Could be sad or neutral");
    expect(alternativesWords(["sad", "neutral", "angry", "happy"])).toBe("Could be any of 4 emotions");
    expect(reasonsWords(["noisy", "close_call"])).toBe("the sound is noisy and a close call");
  });
});
