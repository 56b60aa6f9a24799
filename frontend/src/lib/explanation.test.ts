import { describe, expect, it } from "vitest";

import { explanationSentences, fullStrength, weigh } from "@/lib/explanation";
import { EXPLANATION } from "@/testing/data";

const plain = (sentences: string[]) => sentences.join(" ").replaceAll("\u00a0", " ");

describe("an explanation in points", () => {
  it("turns an effect on the logarithm into the share without that part", () => {
    const [strongest] =
      weigh({ ...EXPLANATION, words: [{ index: 0, text: "angry", effect: Math.log(2) }] }, 0.6).words ?? [];
    expect(strongest?.without).toBeCloseTo(0.3);
    expect(strongest?.points).toBeCloseTo(0.3);
  });

  it("never lets a share exceed the whole", () => {
    const { voice } = weigh(
      { label: "sad", words: null, voice: [{ start_s: 0, end_s: 1, effect: -3 }] },
      0.5,
    );
    expect(voice[0]).toMatchObject({ without: 1, points: -0.5 });
  });

  it("does not draw a segment in which nothing matters as if it did", () => {
    expect(fullStrength([{ without: 0.5, points: 0.01 }])).toBe(0.1);
  });

  it("names the weightiest word and moment, for and against", () => {
    expect(plain(explanationSentences(weigh(EXPLANATION, 0.71)))).toBe(
      "“never” speaks for angry most: without it, angry would have about 26 % instead of 71 %. " +
        "“me” speaks against it: without it, about 87 %. " +
        "In the voice, the moment from 0:00.5 to 0:01.5 speaks for angry most: without it, about 58 %.",
    );
  });

  it("says so where nothing stands out, and where the words could not speak", () => {
    const even = { label: "sad", words: null, voice: [{ start_s: 0, end_s: 1, effect: 0.01 }] };
    expect(plain(explanationSentences(weigh(even, 0.5)))).toBe(
      "The words could not be read: the voice speaks alone. " +
        "No single moment decides this reading: it rests on all of them together.",
    );
  });
});
