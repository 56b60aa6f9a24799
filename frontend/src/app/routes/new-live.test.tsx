import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { deleteTake, listOwnTakes } from "@/features/recorder/take-store";
import { breakAudio, hearBlock, installAudio } from "@/testing/fake-audio";
import { allowMicrophone } from "@/testing/fake-microphone";
import { FakeSocket } from "@/testing/fake-socket";
import { renderRoute } from "@/testing/render";

const SCORES = { neutral: 0.2, happy: 0.7, sad: 0.1 };

const segment = {
  index: 0,
  text: "what a day",
  over: true,
  scores: { voice: SCORES, words: SCORES, fused: SCORES },
  top: "happy",
  set: ["happy"],
  reasons: [],
};

class LiveSocket extends FakeSocket {
  static readonly sent: unknown[] = [];
  bufferedAmount = 0;

  send(data: unknown): void {
    LiveSocket.sent.push(data);
  }
}

const line = (): FakeSocket => {
  const found = FakeSocket.all.findLast(({ url }) => url.endsWith("/ws/live/"));
  if (!found) throw new Error("no live line was opened");
  return found;
};

const say = (message: unknown) => act(() => line().say(message));

const speak = async () => {
  const view = renderRoute("/");
  await view.user.click(await screen.findByRole("button", { name: "Live" }));
  await screen.findByText("Connecting…");
  act(() => line().accept());
  say({ type: "started", session: "s1", received: 0, max_s: 120 });
  return view;
};

beforeEach(() => {
  localStorage.setItem("undertone.welcomed", "1");
  vi.stubGlobal("WebSocket", LiveSocket);
  LiveSocket.sent.length = 0;
  allowMicrophone();
  installAudio();
});
afterEach(async () => {
  localStorage.clear();
  for (const { id } of await listOwnTakes()) await deleteTake(id);
});

describe("live mode on the New page", () => {
  it("shows and says how it reads while somebody speaks, and opens the analysis in the end", async () => {
    const { user, router } = await speak();
    expect(screen.getByText(/^Loading the models/)).toBeVisible();
    act(hearBlock);
    expect(LiveSocket.sent).toHaveLength(2);
    say({ type: "reading", received: 3200, segments: [{ ...segment, text: "", over: false }] });
    expect(screen.getByText(/the words are still to come/)).toBeVisible();
    say({ type: "reading", received: 3200, segments: [segment] });
    expect(screen.getByRole("img", { name: /Reads as mostly happy/ })).toBeVisible();
    expect(screen.getByRole("table", { name: "Emotion scores" })).toBeInTheDocument();
    expect(screen.getByText(/^what a day: Reads as mostly happy/)).toHaveAttribute("aria-live", "polite");
    await user.click(screen.getByRole("button", { name: "Pause" }));
    act(hearBlock);
    expect(LiveSocket.sent).toHaveLength(2);
    await user.click(screen.getByRole("button", { name: "Stop" }));
    await waitFor(() => expect(LiveSocket.sent).toHaveLength(3));
    say({ type: "saved", recording: "r1", analysis: "a1", ended_by: "person" });
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(await listOwnTakes()).toEqual([]);
  });

  it("says why it does not read, and keeps the whole recording to be sent", async () => {
    const { user } = await speak();
    expect(await listOwnTakes()).toMatchObject([{ live: true }]);
    say({ type: "error", code: "live_busy", detail: "As many people speak here as can be listened to." });
    expect(screen.getByText("As many people speak here as can be listened to.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("button", { name: "Use this recording" })).toBeEnabled();
    expect(screen.getByRole("alert")).toHaveTextContent("could not save the whole recording");
  });

  it("records without it where the browser's audio cannot be had", async () => {
    breakAudio();
    const { user } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: "Live" }));
    expect(await screen.findByText(/Live mode could not be started/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("button", { name: "Use this recording" })).toBeEnabled();
  });
});
