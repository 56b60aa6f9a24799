import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { makeResult, makeSegment, scoresFor, SEGMENTS } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

describe("the transcript", () => {
  it("names the emotion of every segment and says why it is unsure", async () => {
    renderRoute("/analyses/a1");
    const transcript = await screen.findByRole("region", { name: "Transcript" });
    const [first, second] = within(transcript).getAllByRole("listitem");
    expect(first).toHaveTextContent("Angry71 %");
    expect(second).toHaveTextContent("Not sureCould be sad or neutral: the sound is noisy and a close call");
  });

  it("goes to a word that is clicked, and from word to word with the arrow keys", async () => {
    const { user } = renderRoute("/analyses/a1");
    const words = await screen.findByRole("group", { name: "Words of segment 1" });
    await user.click(within(words).getByRole("button", { name: "told" }));
    await waitFor(() =>
      expect(screen.getByRole("slider", { name: "Position" })).toHaveAttribute(
        "aria-valuetext",
        "0:01 of 0:08, reads as angry",
      ),
    );
    expect(within(words).getByRole("button", { name: "told" })).toHaveAttribute("aria-current", "true");
    await user.keyboard("{ArrowRight}");
    expect(within(words).getByRole("button", { name: "me" })).toHaveFocus();
  });

  it("finds words, says how many, and goes from one to the next", async () => {
    const { user, container } = renderRoute("/analyses/a1");
    const box = await screen.findByRole("searchbox", { name: "Search the transcript" });
    await user.type(box, "l");
    expect(screen.getByText("1 of 2")).toBeVisible();
    expect(container.querySelector("mark")).toHaveTextContent("told");
    await user.keyboard("{Enter}");
    expect(screen.getByText("2 of 2")).toBeVisible();
    expect(container.querySelector("mark")).toHaveTextContent("long");
    await user.keyboard("zzz");
    expect(screen.getByText("not found")).toBeVisible();
  });

  it("lists segments of one kind, and all again", async () => {
    const { user } = renderRoute("/analyses/a1");
    const shown = await screen.findByRole("combobox", { name: "Segments shown" });
    const rows = () => within(screen.getByRole("region", { name: "Transcript" })).getAllByRole("listitem");
    await user.selectOptions(shown, "Not sure");
    expect(rows()).toHaveLength(1);
    expect(rows()[0]).toHaveTextContent("long winter");
    await user.selectOptions(shown, "Edited");
    expect(screen.getByText("No segment is of this kind.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show all segments" }));
    expect(rows()).toHaveLength(2);
  });

  it("shows what it goes to, even if that was left out until then", async () => {
    const { user } = renderRoute("/analyses/a1");
    const shown = await screen.findByRole("combobox", { name: "Segments shown" });
    await user.selectOptions(shown, "Angry");
    await user.click(screen.getByRole("button", { name: /^Next “not sure”/ }));
    expect(screen.getByRole("group", { name: "Words of segment 2" })).toBeVisible();
    expect(shown).toHaveValue("all");
    expect(screen.getByRole("button", { name: /^Next disagreement/ })).toBeDisabled();
  });

  it("says what voice and words each say where they disagree", async () => {
    const torn = makeSegment(0, "Fine", {
      reasons: ["disagreement", "noisy"],
      scores: {
        voice: scoresFor("sad", 0.7),
        words: scoresFor("happy", 0.8),
        fused: scoresFor("sad", 0.5),
      },
    });
    server.use(
      http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(makeResult({ segments: [torn] }))),
    );
    renderRoute("/analyses/a1");
    const transcript = await screen.findByRole("region", { name: "Transcript" });
    expect(within(transcript).getByRole("listitem")).toHaveTextContent(
      "Voice and words disagreeVoice reads as sad, words read as happy.Not surethe sound is noisy",
    );
  });

  it("shows weights and sound quality of a segment on demand", async () => {
    const { user, container } = renderRoute("/analyses/a1");
    const button = await screen.findByRole("button", { name: "Details of segment 1" });
    await user.click(button);
    const details = screen.getByRole("group", { name: "Details of segment 1" });
    expect(details).toHaveTextContent("Voice · weighs 60 %Angry 60 %Words · weighs 40 %Angry 80 %");
    expect(details).toHaveTextContent("Above the noise20 dB");
    await expectNoAxeViolations(container);
    await user.click(button);
    expect(details).not.toBeInTheDocument();
  });
});

/** The site as it corrects: the text it is given, and the original kept. */
function correcting() {
  const asked: string[] = [];
  let segment = makeSegment(0, "You never told me");
  const result = () => makeResult({ segments: [segment, ...SEGMENTS.slice(1)] });
  server.use(
    http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(result())),
    http.patch(`${API}/analyses/:id/segments/0/`, async ({ request }) => {
      const { text } = (await request.json()) as { text: string };
      asked.push(text);
      const original = text === "You never told me" ? null : "You never told me";
      segment = makeSegment(0, text, { text_original: original });
      return HttpResponse.json(segment);
    }),
  );
  return asked;
}

const write = async (user: UserEvent, text: string) => {
  const box = screen.getByRole("textbox", { name: "Text of segment 1" });
  await user.clear(box);
  await user.type(box, text);
};

describe("a correction", () => {
  it("is made in place, marked, and shows what was heard", async () => {
    const asked = correcting();
    const { user, container } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    await expectNoAxeViolations(container);
    await write(user, "You never sold me");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/Heard as “You never told me”/)).toBeVisible();
    expect(screen.getByText("Segment 1 corrected.")).toBeVisible();
    expect(asked).toEqual(["You never sold me"]);
  });

  it("is taken back and made again, also by keys", async () => {
    const asked = correcting();
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    await write(user, "You never sold me");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await user.click(await screen.findByRole("button", { name: "Undo the last correction" }));
    expect(await screen.findByText("Correction of segment 1 undone.")).toBeVisible();
    expect(screen.queryByText(/Heard as/)).not.toBeInTheDocument();
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    expect(await screen.findByText("Correction of segment 1 redone.")).toBeVisible();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(asked).toHaveLength(4));
    expect(asked).toEqual([
      "You never sold me",
      "You never told me",
      "You never sold me",
      "You never told me",
    ]);
  });

  it("goes back to what was heard in one step, after any number of them", async () => {
    const asked = correcting();
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    await write(user, "Something else");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await user.click(await screen.findByRole("button", { name: "Back to what was heard" }));
    await waitFor(() => expect(screen.queryByText("Edited")).toHaveProperty("tagName", "OPTION"));
    expect(asked.at(-1)).toBe("You never told me");
  });

  it("leaves the sound under the fingers while one writes", async () => {
    correcting();
    const play = vi.spyOn(HTMLMediaElement.prototype, "play");
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    await user.keyboard("a b");
    expect(play).not.toHaveBeenCalled();
    expect(screen.getByRole("textbox", { name: "Text of segment 1" })).toHaveValue("You never told mea b");
    await user.keyboard("{Control>} {/Control}");
    expect(play).toHaveBeenCalledOnce();
    await user.keyboard("{Control>}.{/Control}");
    expect(screen.getByRole("slider", { name: "Position" })).toHaveAttribute("aria-valuenow", "2");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("textbox", { name: "Text of segment 1" })).not.toBeInTheDocument();
  });

  it("says why it was refused, and keeps what was written", async () => {
    server.use(
      http.patch(`${API}/analyses/:id/segments/0/`, () => refusal(409, "conflict", "It runs again.")),
    );
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    await write(user, "Other");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findAllByText("It runs again.")).not.toHaveLength(0);
    expect(screen.getByRole("textbox", { name: "Text of segment 1" })).toHaveValue("Other");
  });

  it("waits for a worker that is busy, and shows the words when they come", async () => {
    let looked = 0;
    server.use(
      http.patch(`${API}/analyses/:id/segments/0/`, () =>
        HttpResponse.json(makeSegment(0, "You never told me"), { status: 202 }),
      ),
    );
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    await write(user, "You never sold me");
    const corrected = makeSegment(0, "You never sold me", { text_original: "You never told me" });
    server.use(
      http.get(`${API}/analyses/:id/result/`, () => {
        looked += 1;
        const segments = looked > 2 ? [corrected, ...SEGMENTS.slice(1)] : SEGMENTS;
        return HttpResponse.json(makeResult({ segments }));
      }),
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/its scores follow as soon as its turn comes/)).toBeVisible();
    expect(await screen.findByText("Segment 1 corrected.")).toBeVisible();
    expect(screen.getByText(/Heard as “You never told me”/)).toBeVisible();
  });
});
