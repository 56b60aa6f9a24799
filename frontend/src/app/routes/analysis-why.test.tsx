import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import type { SegmentExplanation } from "@/api/generated/undertone";
import { EXPLANATION, makeAnalysis, makeDetail } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

const READY: SegmentExplanation = { status: "ready", explanation: EXPLANATION, error: null };

const PENDING: SegmentExplanation = { status: "pending", explanation: null, error: null };

/** How the site answers when asked for the first segment's explanation. */
const serve = (answerNow: () => SegmentExplanation | Response) =>
  server.use(
    http.get(`${API}/analyses/a1/segments/0/explanation/`, () => {
      const answer = answerNow();
      return answer instanceof Response ? answer : HttpResponse.json(answer);
    }),
  );

const why = () => screen.findByRole("button", { name: "Why? Segment 1" });

const panel = () => screen.findByRole("region", { name: "Why segment 1 reads as angry" });

describe("the explanation of a segment", () => {
  it("says in a sentence what speaks for the answer and what against it", async () => {
    serve(() => READY);
    const { user, container } = renderRoute("/analyses/a1");
    await user.click(await why());
    await waitFor(async () =>
      expect(await panel()).toHaveTextContent(
        "“never” speaks for angry most: without it, angry would have about 26 % instead of 71 %.",
      ),
    );
    expect(await why()).toHaveAttribute("aria-expanded", "true");
    await expectNoAxeViolations(container);
  });

  it("shows each word's weight on the word, and on the waveform where the voice mattered", async () => {
    serve(() => READY);
    const { container } = renderRoute("/analyses/a1?segment=1&why=1");
    const words = await screen.findByRole("group", { name: "Words of segment 1" });
    expect(await within(words).findByRole("button", { name: /^never ?\(gives 45.points\)$/ })).toBeVisible();
    expect(within(words).getByRole("button", { name: /^me ?\(takes 16.points\)$/ })).toBeVisible();
    expect(within(words).getByRole("button", { name: "told" })).toBeVisible();
    await waitFor(() => expect(container.querySelector("[data-explained=angry]")).toBeInTheDocument());
  });

  it("draws the sound close up, with a table as its twin", async () => {
    serve(() => READY);
    const { user } = renderRoute("/analyses/a1?segment=1&why=1");
    const drawing = within(await panel());
    const picture = await drawing.findByRole("img", { name: /What the voice does for angry/ });
    expect(picture.querySelectorAll("[data-effect=for]")).toHaveLength(1);
    await user.click(drawing.getByText("Every weight as a table"));
    const cells = within(drawing.getByRole("row", { name: /never/ })).getAllByRole("cell");
    expect(cells.map((cell) => cell.textContent)).toEqual(["+45", "26\u00a0%"]);
    expect(drawing.getByRole("row", { name: /0:00.5 to 0:01.5/ })).toHaveTextContent("+13");
  });

  it("waits for the worker, and asks again until it is there", async () => {
    let asked = 0;
    serve(() => (++asked > 1 ? READY : PENDING));
    renderRoute("/analyses/a1?segment=1&why=1");
    expect(await screen.findByRole("status", { name: "Looking for the reasons" })).toBeVisible();
    await waitFor(async () => expect(await panel()).toHaveTextContent("“never” speaks for angry"));
  });

  it("does not explain words that were corrected meanwhile by the old ones", async () => {
    const stale = { ...EXPLANATION, words: [{ index: 0, text: "Other", effect: 1 }] };
    serve(() => ({ ...READY, explanation: stale }));
    renderRoute("/analyses/a1?segment=1&why=1");
    expect(await screen.findByRole("status", { name: "Looking for the reasons" })).toBeVisible();
  });

  it("goes away when asked once more", async () => {
    serve(() => READY);
    const { user, router } = renderRoute("/analyses/a1?segment=1&why=1");
    await panel();
    await user.click(await why());
    expect(screen.queryByRole("region", { name: /^Why segment/ })).not.toBeInTheDocument();
    expect(router.state.location.search).toBe("?segment=1");
  });

  it("says that this model cannot tell, where it cannot", async () => {
    const error = { code: "not_explainable", message: "The model face cannot explain its answers." };
    serve(() => ({ status: "failed", explanation: null, error }));
    renderRoute("/analyses/a1?segment=1&why=1");
    const notice = await within(await panel()).findByRole("alert");
    expect(notice).toHaveTextContent("No reasons with this modelThe model face cannot explain its answers.");
    expect(within(notice).queryByRole("button")).not.toBeInTheDocument();
  });

  it("offers another attempt where the worker or the site failed", async () => {
    let broken = true;
    serve(() => (broken ? refusal(409, "conflict", "The site is busy.") : READY));
    const { user } = renderRoute("/analyses/a1?segment=1&why=1");
    expect(await within(await panel()).findByRole("alert")).toHaveTextContent("The site is busy.");
    broken = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(async () => expect(await panel()).toHaveTextContent("“never” speaks for angry"));
  });

  it("is not offered while the analysis runs", async () => {
    const running = makeAnalysis({ status: "running", stage: "transcribing" });
    server.use(
      http.get(`${API}/analyses/:id/`, () => HttpResponse.json(running)),
      http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail({ analysis: running }))),
    );
    renderRoute("/analyses/a1");
    await screen.findByRole("region", { name: "Transcript" });
    expect(screen.queryByRole("button", { name: /^Why/ })).not.toBeInTheDocument();
  });
});
