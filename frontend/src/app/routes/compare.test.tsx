import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import {
  makeAnalysis,
  makeDetail,
  makeRecording,
  makeResult,
  makeSegment,
  OVERALL,
  scoresFor,
} from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";

const happier = { ...OVERALL, scores: { ...OVERALL.scores, fused: scoresFor("happy", 0.62) }, top: "happy" };

const second = makeResult({
  model: { id: "other-model", version: "2.0.0", sha256: "x", labels: Object.keys(scoresFor("sad", 1)) },
  overall: happier,
  segments: [
    makeSegment(0, "You never told me", {
      top: "happy",
      scores: { voice: null, words: null, fused: scoresFor("happy", 0.8) },
    }),
    makeSegment(1, "It was a strong winter", {
      top: "sad",
      scores: { voice: null, words: null, fused: scoresFor("sad", 0.6) },
    }),
  ],
});

const theSite = (recording: string) =>
  server.use(
    http.get(`${API}/analyses/a2/`, () =>
      HttpResponse.json(makeAnalysis({ id: "a2", recording, model: "other-model" })),
    ),
    http.get(`${API}/analyses/a2/result/`, () => HttpResponse.json(second)),
  );

describe("the Compare page", () => {
  beforeEach(() => theSite("r1"));

  it("puts scores beside each other, and says in numbers how far apart they are", async () => {
    const { container } = renderRoute("/compare?ids=a1,a2");
    const scores = await screen.findByRole("table", { name: "Scores side by side" });
    expect(within(scores).getByRole("row", { name: /Sad/ })).toHaveTextContent("Sad62 %6 %−56");
    expect(within(scores).getByRole("row", { name: /Happy/ })).toHaveTextContent("Happy6 %62 %+56");
    expect(screen.getByText(/B is 56.points away from A: happy \+56 and sad −56\./)).toBeVisible();
    expect(screen.getByRole("img", { name: /A: sad 62.%, B: happy 62.%/ })).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("tells of each stream by itself", async () => {
    const { user } = renderRoute("/compare?ids=a1,a2");
    await user.click(await screen.findByRole("radio", { name: "Words" }));
    expect(screen.getByText("B reads the same as A.")).toBeVisible();
  });

  it("lines the segments of one recording up, and can leave out where they agree", async () => {
    const { user } = renderRoute("/compare?ids=a1,a2");
    const segments = await screen.findByRole("table", { name: /Segments of the same recording/ });
    expect(within(segments).getAllByRole("row")).toHaveLength(3);
    expect(within(segments).getByText("B heard: “It was a strong winter”")).toBeVisible();
    expect(
      screen.getByText(/B and A read the same emotion in 1 of 2 segments \(50.% of the speaking time\)/),
    ).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: "Only where they differ" }));
    expect(within(segments).getAllByRole("row")).toHaveLength(2);
    expect(within(segments).getByText(/differs/)).toBeVisible();
  });

  it("lines up no segments of different recordings, but their speaking time", async () => {
    theSite("r2");
    renderRoute("/compare?ids=a1,a2");
    const time = await screen.findByRole("table", { name: /Share of speaking time/ });
    expect(within(time).getByRole("row", { name: /Angry/ })).toHaveTextContent("Angry50 %0 %−50");
    expect(screen.queryByRole("table", { name: /Segments of the same recording/ })).toBeNull();
  });

  it("begins with one, and adds and removes others", async () => {
    const other = makeAnalysis({ id: "a2", model: "other-model" });
    server.use(
      http.get(`${API}/recordings/:id/`, () =>
        HttpResponse.json(makeDetail({ analyses: [makeAnalysis(), other] })),
      ),
      http.get(`${API}/recordings/`, () =>
        pageOf([
          makeRecording({ id: "r9", analysis: makeAnalysis({ id: "a9", recording_title: "Another" }) }),
        ]),
      ),
    );
    const { user, router } = renderRoute("/compare?ids=a1");
    expect(await screen.findByText("Choose what to compare")).toBeVisible();
    const add = await screen.findByLabelText("Add an analysis");
    expect(within(add).getByRole("option", { name: /Another/ })).toBeInTheDocument();
    await user.selectOptions(add, within(add).getByRole("option", { name: /other-model/ }));
    expect(router.state.location.search).toBe("?ids=a1%2Ca2");
    await user.click(await screen.findByRole("button", { name: "Take A out" }));
    expect(router.state.location.search).toBe("?ids=a2");
  });

  it("says when one of them does not exist", async () => {
    server.use(http.get(`${API}/analyses/gone/`, () => refusal(404, "not_found", "Not found.")));
    renderRoute("/compare?ids=a1,gone");
    expect(await screen.findByRole("alert")).toHaveTextContent("An analysis could not be loaded");
  });
});
