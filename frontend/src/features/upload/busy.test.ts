import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "@/api/request";
import { BUSY_WAIT_MS, isBusy } from "@/features/upload/retry";
import type { UploadTools } from "@/features/upload/upload-jobs";
import { UploadQueue } from "@/features/upload/upload-queue";
import type { Upload } from "@/features/upload/upload-state";
import { makeUpload } from "@/features/upload/upload-state";
import { uploadWords } from "@/features/upload/upload-words";
import { makeRecording } from "@/testing/data";

const refused = (code: string) => new ApiError(429, [{ code, detail: "Not now.", attr: null }]);

describe("an upload that the site has no room for now", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("waits, says why, and goes on by itself, however often it has to", async () => {
    const send = vi.fn<UploadTools["send"]>(() => Promise.reject(refused("too_many_analyses")));
    const queue = new UploadQueue({
      limits: () => Promise.resolve(null),
      hash: ({ name }) => Promise.resolve(name),
      find: () => Promise.resolve([]),
      send,
      onSent: () => undefined,
    });
    queue.add([{ file: new File(["a"], "a.wav"), choices: {} }]);
    await vi.advanceTimersByTimeAsync(0);
    for (let refusals = 1; refusals <= 8; refusals += 1) {
      expect(send).toHaveBeenCalledTimes(refusals);
      const [upload] = queue.snapshot();
      expect(upload?.state).toBe("lost");
      expect(upload && uploadWords(upload)).toMatch(/until one of your analyses ends/);
      await vi.advanceTimersByTimeAsync(BUSY_WAIT_MS);
    }
    send.mockResolvedValue(makeRecording());
    await vi.advanceTimersByTimeAsync(BUSY_WAIT_MS);
    expect(queue.snapshot()[0]?.state).toBe("sent");
  });

  it("waits as well where the whole site has too much to do", () => {
    const busy = new ApiError(503, [{ code: "busy", detail: "Too many.", attr: null }]);
    expect(isBusy(busy)).toBe(true);
    const file = new File(["a"], "a.wav");
    expect(uploadWords({ ...makeUpload({ file, choices: {} }), state: "lost", problem: busy })).toMatch(
      /goes on by itself/,
    );
  });

  it("says so where it was asked too often", () => {
    const file = new File(["a"], "a.wav");
    const upload: Upload = {
      ...makeUpload({ file, choices: {} }),
      state: "lost",
      problem: refused("throttled"),
    };
    expect(uploadWords(upload)).toMatch(/goes on by itself/);
  });
});
