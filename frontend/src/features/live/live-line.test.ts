import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LiveLine } from "@/features/live/live-line";
import { FakeSocket } from "@/testing/fake-socket";

const sent: (object | number)[] = [];

const opened: Socket[] = [];

/** It tells what went over the line: messages, and of sound how many bytes. */
class Socket extends FakeSocket {
  bufferedAmount = 0;

  constructor(url: string) {
    super(url);
    opened.push(this);
  }

  send(data: string | Int16Array): void {
    sent.push(typeof data === "string" ? (JSON.parse(data) as object) : data.byteLength);
  }
}

const latest = (): Socket => {
  const socket = opened.at(-1);
  if (!socket) throw new Error("no line was opened");
  return socket;
};

const begin = (onLimit = vi.fn()) => {
  const choices = { language: "de", model: "", speaker_baseline: "false" };
  const line = new LiveLine({ title: "Said", choices, rate: 16000 }, { onLimit });
  latest().accept();
  return line;
};

const started = (received = 0) => latest().say({ type: "started", session: "s1", received, max_s: 60 });

const comeBack = () => {
  vi.advanceTimersByTime(1000);
  sent.length = 0;
  latest().accept();
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  opened.length = sent.length = 0;
});
afterEach(() => vi.useRealTimers());

describe("a live line", () => {
  it("begins with what was chosen, and sends what was said before the site was ready", () => {
    const onLimit = vi.fn();
    const line = begin(onLimit);
    line.send(new Int16Array(100));
    expect(line.begun).toBe(false);
    started();
    expect(sent).toEqual([
      { type: "start", sample_rate_hz: 16000, title: "Said", language: "de", speaker_baseline: false },
      200,
    ]);
    expect(line.begun).toBe(true);
    expect(onLimit).toHaveBeenCalledWith(60);
  });

  it("sends after a lost line what the site has not received", () => {
    const line = begin();
    started();
    line.send(new Int16Array(100));
    line.send(new Int16Array(100));
    latest().drop();
    expect(line.snapshot().state).toBe("lost");
    line.send(new Int16Array(50));
    comeBack();
    started(300);
    expect(sent).toEqual([{ type: "resume", session: "s1" }, 100, 100]);
    expect(line.snapshot().state).toBe("loading");
  });

  it("comes back as soon as the browser does", () => {
    const line = begin();
    started();
    latest().drop();
    const lost = latest();
    dispatchEvent(new Event("online"));
    expect(latest()).not.toBe(lost);
    latest().accept();
    started();
    expect(line.snapshot().state).toBe("loading");
    vi.advanceTimersByTime(20_000);
    expect(opened).toHaveLength(2);
  });

  it("sends no faster than the line takes it, and all of it in the end", () => {
    const line = begin();
    started();
    latest().bufferedAmount = 300_000;
    line.send(new Int16Array(100));
    void line.finish();
    expect(sent).toHaveLength(1);
    latest().bufferedAmount = 0;
    vi.advanceTimersByTime(200);
    expect(sent.slice(1)).toEqual([200, { type: "end" }]);
  });

  it("takes a line on which nothing goes out any more for a lost one", () => {
    const line = begin();
    started();
    line.send(new Int16Array(100));
    latest().bufferedAmount = 200;
    vi.advanceTimersByTime(19_000);
    line.send(new Int16Array(100));
    expect(line.snapshot().state).toBe("loading");
    vi.advanceTimersByTime(2_000);
    latest().bufferedAmount = 400;
    line.send(new Int16Array(100));
    expect(line.snapshot().state).toBe("lost");
    comeBack();
    started();
    expect(sent).toEqual([{ type: "resume", session: "s1" }, 200, 200, 200]);
  });

  it("keeps no more than a browser can hold of what the site does not confirm", async () => {
    const line = begin();
    started();
    for (let minute = 0; minute < 18; minute++) line.send(new Int16Array(16000 * 60));
    expect(line.snapshot()).toMatchObject({ state: "failed", trouble: { code: "live_too_slow" } });
    await expect(line.finish()).resolves.toBeNull();
  });

  it("tells the analysis it was saved with, also where the line broke before it was told", async () => {
    const line = begin();
    started();
    const saved = line.finish();
    latest().drop();
    comeBack();
    latest().say({ type: "saved", recording: "r1", analysis: "a1", ended_by: "person" });
    await expect(saved).resolves.toBe("a1");
    expect(line.snapshot().state).toBe("saved");
  });

  it("ends with its page, so that what was said is saved at once", () => {
    begin();
    started();
    dispatchEvent(new Event("pagehide"));
    expect(sent.at(-1)).toEqual({ type: "end" });
  });

  it("tells of a session that the site has ended", async () => {
    const line = begin();
    started();
    latest().say({ type: "saved", recording: "r1", analysis: "a1", ended_by: "limit" });
    await expect(line.saved).resolves.toBe("a1");
  });

  it.each([
    ["refuses", () => latest().say({ type: "error", code: "live_busy", detail: "Too many." }), "live_busy"],
    ["knows nobody", () => latest().drop(4401), "not_authenticated"],
  ])("leaves the recording to the browser where the site %s", async (_name, happens, code) => {
    const line = begin();
    happens();
    await expect(line.finish()).resolves.toBeNull();
    expect(line.snapshot()).toMatchObject({ state: "failed", trouble: { code } });
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
  });

  it("and where it does not answer, though longer while it is saving", async () => {
    const line = begin();
    started();
    const saved = line.finish();
    latest().say({ type: "saving" });
    vi.advanceTimersByTime(60_000);
    expect(line.snapshot().state).toBe("saving");
    vi.advanceTimersByTime(300_000);
    await expect(saved).resolves.toBeNull();
    expect(line.snapshot()).toMatchObject({ state: "failed", trouble: { code: "live_not_reached" } });
  });
});
