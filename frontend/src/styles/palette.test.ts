import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { FACET_OPACITY, STREAM_LINES } from "@/features/radar/stream-style";
import { EMOTIONS, STREAMS } from "@/lib/emotions";
import { inkShare, STRONGEST_TINT } from "@/lib/tints";
import { contrast, distance, mixed, SIGHTS } from "@/testing/colour";

type Tokens = Readonly<Record<string, string>>;

const css = readFileSync("src/styles/tokens.css", "utf8");

const tokensOf = (block: string | undefined): Tokens =>
  Object.fromEntries(
    [...(block ?? "").matchAll(/--([\w-]+): (#\w{6})/g)].map(([, name = "", value = ""]) => [name, value]),
  );

const [light, dark] = css.split(':root[data-theme="dark"]');

const THEMES: [string, Tokens][] = [
  ["light", tokensOf(light)],
  ["dark", tokensOf(dark)],
];

const colour = (tokens: Tokens, name: string): string => {
  const value = tokens[name];
  if (!value) throw new Error(`no token --${name}`);
  return value;
};

/** The eight hues that shipped models use most, and the four that others add. */
const MAIN = EMOTIONS.slice(0, 8);

function closest(tokens: Tokens, names: readonly string[], kind = "emotion"): number {
  const gaps = names.flatMap((one, index) =>
    names
      .slice(index + 1)
      .flatMap((other) =>
        SIGHTS.map((sight) =>
          distance(colour(tokens, `${kind}-${one}`), colour(tokens, `${kind}-${other}`), sight),
        ),
      ),
  );
  return Math.min(...gaps);
}

const SERIES = ["a", "b", "c", "d"];

describe.each(THEMES)("the %s palette", (_name, tokens) => {
  it("keeps text readable: WCAG AA, 4.5 to 1, on every surface", () => {
    for (const text of ["ink", "ink-soft", "ink-faint", "danger"]) {
      for (const surface of ["paper", "surface", "sunken"]) {
        expect(
          contrast(colour(tokens, text), colour(tokens, surface)),
          `${text} on ${surface}`,
        ).toBeGreaterThan(4.5);
      }
    }
    expect(contrast(colour(tokens, "paper"), colour(tokens, "ink"))).toBeGreaterThan(7);
  });

  it("keeps numbers readable in every cell of a confusion matrix", () => {
    const [ink, paper, surface] = ["ink", "paper", "surface"].map((name) => colour(tokens, name)) as [
      string,
      string,
      string,
    ];
    for (let percent = 1; percent <= 100; percent += 1) {
      const share = percent / 100;
      const cell = mixed(ink, surface, inkShare(share));
      expect(contrast(cell, share <= 0.5 ? ink : paper), `${percent} %`).toBeGreaterThan(4.5);
    }
  });

  it.each(EMOTIONS)("keeps words readable on the strongest tint of %s", (emotion) => {
    for (const surface of ["paper", "sunken"]) {
      const tint = mixed(colour(tokens, `emotion-${emotion}`), colour(tokens, surface), STRONGEST_TINT);
      expect(contrast(tint, colour(tokens, "ink")), surface).toBeGreaterThan(4.5);
    }
  });

  it("keeps borders of controls and the focus ring visible: 3 to 1", () => {
    for (const line of ["line-strong", "focus"]) {
      for (const surface of ["paper", "surface", "sunken"]) {
        expect(
          contrast(colour(tokens, line), colour(tokens, surface)),
          `${line} on ${surface}`,
        ).toBeGreaterThan(3);
      }
    }
  });

  it.each(EMOTIONS)("shows %s at 3 to 1 on the surface it is drawn on", (emotion) => {
    expect(contrast(colour(tokens, `emotion-${emotion}`), colour(tokens, "surface"))).toBeGreaterThan(3);
  });

  it.each(EMOTIONS)("keeps the radar's lines visible on the facet of %s: 3 to 1", (emotion) => {
    const facet = mixed(colour(tokens, `emotion-${emotion}`), colour(tokens, "paper"), FACET_OPACITY);
    expect(contrast(colour(tokens, "ink"), facet)).toBeGreaterThan(3);
  });

  it("draws what is compared at 3 to 1, each far from the others for every kind of colour sight", () => {
    for (const name of SERIES)
      for (const surface of ["paper", "surface"])
        expect(
          contrast(colour(tokens, `series-${name}`), colour(tokens, surface)),
          `${name} on ${surface}`,
        ).toBeGreaterThan(3);
    expect(closest(tokens, SERIES, "series")).toBeGreaterThan(0.16);
  });

  it("keeps the eight main hues apart for every kind of colour sight", () => {
    expect(closest(tokens, MAIN)).toBeGreaterThan(0.08);
  });

  it("keeps all twelve at a visible distance; shape and name do the rest", () => {
    expect(closest(tokens, EMOTIONS)).toBeGreaterThan(0.04);
  });
});

describe("the radar's lines", () => {
  it("differ in dash and in marker, each from all others: colour tells none of them apart", () => {
    for (const feature of ["dash", "marker"] as const)
      expect(new Set(STREAMS.map((stream) => STREAM_LINES[stream][feature])).size, feature).toBe(
        STREAMS.length,
      );
  });
});
