import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { afterEach, describe, expect, it, vi } from "vitest";

import { tellOtherTabs } from "@/lib/other-tabs";
import { makeResult, makeSegment, SEGMENTS } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

/** What the site holds of the first segment; other tabs change it. */
let held = "";

const serveSegment = (text: string) => {
  held = text;
  server.use(
    http.get(`${API}/analyses/:id/result/`, () =>
      HttpResponse.json(makeResult({ segments: [makeSegment(0, held), ...SEGMENTS.slice(1)] })),
    ),
    http.patch(`${API}/analyses/:id/segments/0/`, async ({ request }) => {
      const { text, text_seen } = (await request.json()) as { text: string; text_seen: string };
      if (text_seen !== held) return refusal(409, "text_changed", "The text has changed meanwhile.");
      held = text;
      return HttpResponse.json(makeSegment(0, held));
    }),
  );
};

const box = () => screen.findByRole("textbox", { name: "Text of segment 1" });

async function write(user: UserEvent, text: string): Promise<void> {
  await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
  await user.clear(await box());
  await user.type(await box(), text);
}

const press = async (user: UserEvent, name: string) =>
  user.click(await screen.findByRole("button", { name }));

afterEach(() => vi.restoreAllMocks());

describe("a segment that is corrected in two tabs", { timeout: 120_000 }, () => {
  it("tells the second that it says something else by now, and keeps what was typed", async () => {
    serveSegment("As heard");
    const { user, container } = renderRoute("/analyses/a1");
    await write(user, "Mine");
    held = "Theirs";
    await press(user, "Save");
    expect(await screen.findByText("It now says: “Theirs”")).toBeVisible();
    expect(await box()).toHaveValue("Mine");
    await expectNoAxeViolations(container);
    await press(user, "Replace it with mine");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Text of segment 1" })).toBeNull());
    expect(held).toBe("Mine");
  });

  it("gives way to the other text when asked to", async () => {
    serveSegment("As heard");
    const { user } = renderRoute("/analyses/a1");
    await write(user, "Mine");
    held = "Theirs";
    await press(user, "Save");
    await user.click(await screen.findByRole("button", { name: "Take that text instead" }));
    expect(await box()).toHaveValue("Theirs");
    expect(screen.queryByText("It now says: “Theirs”")).toBeNull();
  });

  it("is not taken back over what somebody else has written since", async () => {
    serveSegment("As heard");
    const { user } = renderRoute("/analyses/a1");
    await write(user, "Mine");
    await press(user, "Save");
    await screen.findByText("Segment 1 corrected.");
    held = "Theirs";
    await press(user, "Undo the last correction");
    expect(await screen.findByText(/changed meanwhile/)).toHaveAttribute("role", "alert");
    expect(held).toBe("Theirs");
    expect(screen.queryByRole("button", { name: "Undo the last correction" })).toBeNull();
  });
});

describe("a correction while the site cannot be reached", () => {
  it("is kept, and sent once the network is there again", async () => {
    serveSegment("As heard");
    const { user } = renderRoute("/analyses/a1");
    await write(user, "Mine");
    server.use(http.patch(`${API}/analyses/:id/segments/0/`, () => HttpResponse.error(), { once: true }));
    const network = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    act(() => void dispatchEvent(new Event("offline")));
    await press(user, "Save");
    expect(await screen.findByText(/is sent as soon as Undertone answers again/)).toBeVisible();
    expect(await box()).toHaveValue("Mine");
    network.mockReturnValue(true);
    act(() => void dispatchEvent(new Event("online")));
    await waitFor(() => expect(held).toBe("Mine"));
  });
});

describe("a recording that is deleted in another tab", () => {
  const gone = () =>
    server.use(http.get(`${API}/analyses/:id/`, () => refusal(404, "not_found", "Not found.")));

  it("is gone here at once", async () => {
    renderRoute("/analyses/a1");
    await screen.findByRole("region", { name: "Transcript" });
    gone();
    act(tellOtherTabs);
    expect(await screen.findByRole("heading", { level: 1, name: /nothing/i })).toBeVisible();
  });

  it("is looked for when its sound stops coming", async () => {
    const made: HTMLAudioElement[] = [];
    vi.stubGlobal("Audio", function () {
      const audio = document.createElement("audio");
      made.push(audio);
      return audio;
    });
    renderRoute("/analyses/a1");
    await screen.findByRole("region", { name: "Transcript" });
    gone();
    vi.spyOn(HTMLMediaElement.prototype, "error", "get").mockReturnValue({ code: 2 } as MediaError);
    for (const audio of made) fireEvent.error(audio);
    expect(await screen.findByRole("heading", { level: 1, name: /nothing/i })).toBeVisible();
  });

  it("can be deleted here all the same, which leads to the library", async () => {
    server.use(http.delete(`${API}/recordings/:id/`, () => refusal(404, "not_found", "Not found.")));
    const { user, router } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await press(user, "Delete recording");
    await waitFor(() => expect(router.state.location.pathname).toBe("/library"));
  });

  it("says why it could not be deleted", async () => {
    server.use(http.delete(`${API}/recordings/:id/`, () => HttpResponse.error()));
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await press(user, "Delete recording");
    expect(await screen.findByText(/^Not deleted/)).toHaveAttribute("role", "alert");
  });
});
