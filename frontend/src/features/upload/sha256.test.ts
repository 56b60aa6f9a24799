import { describe, expect, it } from "vitest";

import { sha256Of } from "@/features/upload/sha256";

const MEBIBYTE = 1024 * 1024;

describe("the SHA-256 of a file", () => {
  it("is the one that everybody computes", async () => {
    expect(await sha256Of(new Blob(["abc"]), () => undefined)).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(await sha256Of(new Blob([]), () => undefined)).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  it("is computed block by block, and tells how far it is", async () => {
    const bytes = new Uint8Array(9 * MEBIBYTE).map((_, place) => place % 251);
    const shares: number[] = [];
    const found = await sha256Of(new Blob([bytes]), (share) => shares.push(share));
    const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    expect(found).toBe([...whole].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    expect(shares).toHaveLength(3);
    expect(shares.at(-1)).toBe(1);
  });
});
