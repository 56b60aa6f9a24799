import { describe, expect, it } from "vitest";

import { SoundBlocks, stepFor } from "@/features/live/sound-blocks";

const gather = (rateHz: number) => {
  const told: Int16Array[] = [];
  return { told, blocks: new SoundBlocks(rateHz, (block) => told.push(block)) };
};

describe("sound on its way to the site", () => {
  it("goes a tenth of a second at a time, however the browser cuts it, and the rest when asked", () => {
    const { told, blocks } = gather(16_000);
    for (let piece = 0; piece < 13; piece++) blocks.take(new Float32Array(128).fill(0.5));
    expect(told.map(({ length }) => length)).toEqual([1600]);
    blocks.flush();
    blocks.flush();
    expect(told.map(({ length }) => length)).toEqual([1600, 64]);
    expect(new Set(told.flatMap((block) => [...block]))).toEqual(new Set([16384]));
  });

  it("is of 16 bits, and what is louder than full is full", () => {
    const { told, blocks } = gather(16_000);
    blocks.take(Float32Array.of(0, 1, -1, 3, -3, 1e-6));
    blocks.flush();
    expect([...(told[0] ?? [])]).toEqual([0, 32767, -32767, 32767, -32767, 0]);
  });

  it("is averaged down where a device gives more than the site takes", () => {
    expect([16_000, 44_100, 48_000, 88_200, 96_000, 192_000].map(stepFor)).toEqual([1, 1, 1, 2, 2, 4]);
    const { told, blocks } = gather(96_000);
    blocks.take(Float32Array.of(1, 0, -1, 0, 0.5));
    blocks.flush();
    expect([...(told[0] ?? [])]).toEqual([16384, -16383]);
  });
});
