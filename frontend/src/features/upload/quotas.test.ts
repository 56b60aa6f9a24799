import { describe, expect, it, vi } from "vitest";

import type { UploadLimits } from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { checkQuotas, RefusedFile } from "@/features/upload/limits";
import { mediaDuration } from "@/features/upload/media-duration";
import { LIMITS } from "@/testing/data";

vi.mock("@/features/upload/media-duration", () => ({ mediaDuration: vi.fn() }));

const file = (size: number): File => new File([new Uint8Array(size)], "a.wav", { type: "audio/wav" });

const limitsWith = (quotas: Partial<UploadLimits["quotas"]>): UploadLimits => ({
  ...LIMITS,
  quotas: { ...LIMITS.quotas, ...quotas },
});

const hours = (used: number) =>
  limitsWith({
    audio_seconds_per_month: { limit: 3600, used, resets_at: "2026-12-01T00:00:00Z" },
  });

describe("quotas, before anything is sent", () => {
  it("let everything through where nothing is limited", async () => {
    await expect(checkQuotas(file(1000), LIMITS)).resolves.toBeUndefined();
    await expect(checkQuotas(file(1000), null)).resolves.toBeUndefined();
  });

  it("refuse a file that takes more room than there is", async () => {
    const limits = limitsWith({ storage_bytes: { limit: 2048, used: 1536 } });
    await expect(checkQuotas(file(512), limits)).resolves.toBeUndefined();
    await expect(checkQuotas(file(513), limits)).rejects.toThrow(/you use 1\.5.kB of your 2(\.0)?.kB/);
  });

  it("refuse what is longer than the month's rest, and say when the count starts again", async () => {
    vi.mocked(mediaDuration).mockResolvedValue(90);
    await expect(checkQuotas(file(40_000), hours(3540))).rejects.toThrow(
      /lasts 1.min 30.s.* 1.min are left.*Dec 1, 2026/,
    );
    vi.mocked(mediaDuration).mockResolvedValue(60);
    await expect(checkQuotas(file(40_000), hours(3540))).resolves.toBeUndefined();
  });

  it("refuse everything once the hours are used, whatever its length", async () => {
    await expect(checkQuotas(file(10), hours(3600))).rejects.toBeInstanceOf(RefusedFile);
  });

  it("have a file wait for its place", async () => {
    const limits = limitsWith({ concurrent_analyses: { limit: 2, used: 2 } });
    const problem: unknown = await checkQuotas(file(10), limits).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiError);
    expect((problem as ApiError).code).toBe("too_many_analyses");
  });
});
