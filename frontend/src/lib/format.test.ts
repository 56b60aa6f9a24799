import { describe, expect, it } from "vitest";

import {
  formatBytes,
  formatDuration,
  formatFrequency,
  formatMoment,
  formatPercent,
  formatSignedPoints,
  formatTime,
  formatTimeLeft,
  languageName,
} from "@/lib/format";

/** A plain space in a test's table stands for the one that does not break. */
const unbroken = (words: string): string => words.replaceAll(/(?<=\d|<) (?=\S)/g, "\u00a0");

describe("formats", () => {
  it.each([
    [0, "0:00"],
    [75.4, "1:15"],
    [3723, "1:02:03"],
    [-1, "0:00"],
  ])("writes the moment %d s as %s", (seconds, words) => expect(formatTime(seconds)).toBe(words));

  it.each([
    [0.42, "0.4 s"],
    [31, "31 s"],
    [75, "1 min 15 s"],
    [3600, "1 h"],
    [3725, "1 h 2 min"],
  ])("writes a length of %d s as %s", (seconds, words) =>
    expect(formatDuration(seconds)).toBe(unbroken(words)),
  );

  it.each([
    [2, "a few seconds left"],
    [42, "about 45 s left"],
    [190, "about 3 min left"],
    [7200, "about 2 h left"],
  ])("says time left roughly: %d s is %s", (seconds, words) =>
    expect(formatTimeLeft(seconds)).toBe(unbroken(words)),
  );

  it.each([
    [0, "0 %"],
    [0.004, "< 1 %"],
    [0.624, "62 %"],
    [1, "100 %"],
  ])("writes the share %d as %s", (share, words) => expect(formatPercent(share)).toBe(unbroken(words)));

  it.each([
    [999, "999 B"],
    [1_500_000, "1.4 MB"],
    [73_400_000, "70 MB"],
    [1024 * 1024 * 1024, "1024 MB"],
    [20 * 1024 * 1024 * 1024, "20 GB"],
  ])("writes %d bytes as %s", (bytes, words) => expect(formatBytes(bytes)).toBe(unbroken(words)));

  it.each([
    [250, "250 Hz"],
    [3400, "3.4 kHz"],
    [8000, "8 kHz"],
  ])("writes %d hertz as %s", (hertz, words) => expect(formatFrequency(hertz)).toBe(unbroken(words)));

  it.each([
    [0.489, "+49"],
    [-0.03, "−3"],
    [-0.002, "0"],
  ])("writes the difference %d in points as %s", (difference, words) =>
    expect(formatSignedPoints(difference)).toBe(words),
  );

  it("writes a moment to the tenth of a second", () => {
    expect(formatMoment(17.04)).toBe("0:17.0");
    expect(formatMoment(59.96)).toBe("1:00.0");
  });

  it("names a language, and leaves what is no language code alone", () => {
    expect(languageName("de")).toBe("German");
    expect(languageName("?")).toBe("?");
    expect(languageName("und")).toBe("language unknown");
  });
});
