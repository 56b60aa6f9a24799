import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError, unreachable } from "@/api/request";
import type { UploadTools } from "@/features/upload/upload-jobs";
import { UploadQueue } from "@/features/upload/upload-queue";
import { makeRecording } from "@/testing/data";

const file = (name: string) => new File([name], name, { type: "audio/wav" });

function queueWith(tools: Partial<UploadTools> = {}) {
  const send = vi.fn<UploadTools["send"]>(() => Promise.resolve(makeRecording()));
  const queue = new UploadQueue({
    limits: () => Promise.resolve(null),
    hash: ({ name }) => Promise.resolve(name),
    find: () => Promise.resolve([]),
    send,
    onSent: () => undefined,
    ...tools,
  });
  const add = (...names: string[]) => queue.add(names.map((name) => ({ file: file(name), choices: {} })));
  const states = () => queue.snapshot().map(({ state }) => state);
  const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  return { queue, add, states, wait, send };
}

describe("the queue of uploads", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("sends no more than two at once, and looks at one", async () => {
    const { add, states, wait } = queueWith({ send: () => new Promise(() => undefined) });
    add("a", "b", "c", "d");
    expect(states()).toEqual(["checking", "waiting", "waiting", "waiting"]);
    await wait();
    expect(states()).toEqual(["sending", "sending", "ready", "ready"]);
  });

  it("waits longer with every loss, and asks a person after five", async () => {
    const send = vi.fn<UploadTools["send"]>(() => Promise.reject(unreachable()));
    const { add, states, wait } = queueWith({ send });
    add("a");
    for (const [attempt, seconds] of [2, 4, 8, 16].entries()) {
      await wait(seconds * 1000 - 1);
      expect(send).toHaveBeenCalledTimes(attempt + 1);
      expect(states()).toEqual(["lost"]);
      await wait(1);
    }
    expect(send).toHaveBeenCalledTimes(5);
    expect(states()).toEqual(["failed"]);
  });

  it("asks a silent site ever more seldom, without sending a byte", async () => {
    const find = vi.fn<UploadTools["find"]>(() => Promise.reject(unreachable()));
    const { add, states, wait, send } = queueWith({ find });
    add("a");
    await wait(2000 + 4000 + 8000);
    expect(find).toHaveBeenCalledTimes(4);
    await wait(15_999);
    expect(find).toHaveBeenCalledTimes(4);
    await wait(1);
    expect(find).toHaveBeenCalledTimes(5);
    await wait(3_600_000);
    expect(states()).toEqual(["lost"]);
    expect(send).not.toHaveBeenCalled();
  });

  it("takes a file as sent that had arrived before the line broke", async () => {
    let there = false;
    const send = vi.fn<UploadTools["send"]>(() => {
      there = true;
      return Promise.reject(unreachable());
    });
    const { queue, add, states, wait } = queueWith({
      send,
      find: () => Promise.resolve(there ? [makeRecording()] : []),
    });
    const settled = vi.fn();
    queue.add([{ file: file("a"), choices: {}, onSettled: settled }]);
    await wait(2000);
    expect(states()).toEqual(["sent"]);
    expect(send).toHaveBeenCalledTimes(1);
    expect(settled).toHaveBeenCalledExactlyOnceWith(true);
    add();
  });

  it("tells of what was cancelled, and lets its answer go unheard", async () => {
    let answer: (recording: ReturnType<typeof makeRecording>) => void = () => undefined;
    const onSent = vi.fn();
    const settled = vi.fn();
    const { queue, states, wait } = queueWith({
      send: () => new Promise((resolve) => (answer = resolve)),
      onSent,
    });
    const [key = ""] = queue.add([{ file: file("a"), choices: {}, onSettled: settled }]);
    await wait();
    queue.cancel(key);
    answer(makeRecording());
    await wait();
    expect(states()).toEqual([]);
    expect(settled).toHaveBeenCalledExactlyOnceWith(false);
  });

  it("starts nothing while all are cancelled", async () => {
    const send = vi.fn<UploadTools["send"]>(() => new Promise(() => undefined));
    const { queue, add, states, wait } = queueWith({ send });
    add("a", "b", "c", "d", "e");
    await wait();
    queue.cancelAll();
    await wait();
    expect(states()).toEqual([]);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("does not try again what the site has refused", async () => {
    const refusal = new ApiError(415, [{ code: "unsupported_media", detail: "No sound.", attr: null }]);
    const { add, states, wait } = queueWith({ send: () => Promise.reject(refusal) });
    add("a");
    await wait(120_000);
    expect(states()).toEqual(["failed"]);
  });
});
