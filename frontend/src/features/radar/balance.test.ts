import { expect, it } from "vitest";

import { balanceOf, toneOf } from "@/features/radar/balance";
import { EMOTIONS } from "@/lib/emotions";
import { scoresFor } from "@/testing/data";

it("adds up shares by tone, and loses none", () => {
  const { pleasant, neither, unpleasant } = balanceOf(scoresFor("happy", 0.4));
  expect(pleasant).toEqual({ share: 0.4, labels: ["happy"] });
  expect(neither.labels).toEqual(["neutral", "surprised"]);
  expect(pleasant.share + neither.share + unpleasant.share).toBeCloseTo(1);
});

it("takes an emotion that it does not know for neither", () => {
  expect(toneOf("awe")).toBe("neither");
  expect(EMOTIONS.filter((emotion) => toneOf(emotion) === "neither")).toEqual(["neutral", "surprised"]);
});
