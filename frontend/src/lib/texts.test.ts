import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { formatDate } from "@/lib/format";
import { applyLanguage, chooseLanguage, chosenLanguage, language, t, textOfCode } from "@/lib/texts";

const browserSpeaks = (...languages: string[]) =>
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);

describe("the language of the page", () => {
  beforeEach(() => browserSpeaks("en-GB"));

  afterEach(async () => {
    vi.restoreAllMocks();
    await chooseLanguage("system");
  });

  it("is the first of the browser's that the page has", async () => {
    browserSpeaks("fr-FR", "de-AT", "en");
    await applyLanguage();
    expect(language()).toBe("de");
    expect(t("shell.library")).toBe("Bibliothek");
    expect(document.documentElement).toHaveAttribute("lang", "de");
  });

  it("is English where the browser speaks none that the page has", async () => {
    browserSpeaks("fr-FR", "it");
    await applyLanguage();
    expect(language()).toBe("en");
    expect(document.documentElement).toHaveAttribute("lang", "en");
  });

  it("is what a person chose, and is remembered until they follow the browser again", async () => {
    await chooseLanguage("de");
    expect([chosenLanguage(), language()]).toEqual(["de", "de"]);
    expect(localStorage.getItem("undertone.language")).toBe("de");
    await chooseLanguage("system");
    expect([chosenLanguage(), language()]).toEqual(["system", "en"]);
    expect(localStorage.getItem("undertone.language")).toBeNull();
  });

  it("tells numbers, counts and dates in its own way", async () => {
    const english = formatDate("2026-03-01T12:00:00Z");
    await chooseLanguage("de");
    expect(t("format.points", { count: 1 })).toBe("1 Punkt");
    expect(t("format.points", { count: 3 })).toBe("3 Punkte");
    expect(formatDate("2026-03-01T12:00:00Z")).toMatch(/^01\.03\.2026/);
    expect(english).not.toMatch(/^01\.03/);
  });
});

describe("a text", () => {
  it("is refused where a value is missing, rather than shown with a gap", () => {
    expect(() => t("shell.theme")).toThrow(/“theme” is missing/);
  });

  it("of a code that nobody knows is none", () => {
    expect(textOfCode("reading.reason", "noisy")).toBe("the sound is noisy");
    expect(textOfCode("reading.reason", "sideways")).toBeNull();
  });
});
