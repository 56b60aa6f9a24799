import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LiveSocket } from "@/lib/live-socket";
import { FakeSocket } from "@/testing/fake-socket";

const open = () => {
  const onMessage = vi.fn();
  const onReconnect = vi.fn();
  const socket = new LiveSocket({ url: "ws://site/ws/", onMessage, onReconnect });
  socket.open();
  return { socket, onMessage, onReconnect };
};

describe("the socket", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("hands on what the site says, and ignores what is no JSON", () => {
    const { onMessage } = open();
    FakeSocket.latest.accept();
    FakeSocket.latest.say({ type: "analysis.changed" });
    FakeSocket.latest.say("not json");
    expect(onMessage.mock.calls).toEqual([[{ type: "analysis.changed" }]]);
  });

  it("comes back after a drop and has the page read afresh, but not on the first opening", () => {
    const { socket, onReconnect } = open();
    FakeSocket.latest.accept();
    expect(onReconnect).not.toHaveBeenCalled();
    FakeSocket.latest.drop();
    expect(socket.connected).toBe(false);
    vi.advanceTimersByTime(1000);
    FakeSocket.latest.accept();
    expect(socket.connected).toBe(true);
    expect(onReconnect).toHaveBeenCalledOnce();
  });

  it("waits longer after each failure, never more than 15 s", () => {
    open();
    const waits: number[] = [];
    for (let failure = 0; failure < 9; failure += 1) {
      const before = FakeSocket.all.length;
      const began = Date.now();
      FakeSocket.latest.drop();
      while (FakeSocket.all.length === before) vi.advanceTimersByTime(50);
      waits.push(Date.now() - began);
    }
    expect(waits[0]).toBeLessThanOrEqual(500);
    expect(waits[4]).toBeGreaterThan(3 * (waits[1] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_050);
  });

  it("stays closed once it was closed", () => {
    const { socket } = open();
    FakeSocket.latest.accept();
    socket.close();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
