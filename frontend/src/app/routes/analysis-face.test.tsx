import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { makeResult, makeSegment, OVERALL, scoresFor } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

const SEEN = {
  voice: scoresFor("sad", 0.6),
  words: null,
  face: scoresFor("happy", 0.8),
  fused: scoresFor("happy", 0.5),
};
const UNSEEN = { ...SEEN, face: null, fused: scoresFor("sad", 0.6) };

beforeEach(() =>
  server.use(
    http.get(`${API}/analyses/:id/result/`, () =>
      HttpResponse.json(
        makeResult({
          overall: { ...OVERALL, scores: SEEN, top: "happy", reasons: ["face_disagrees"] },
          segments: [
            makeSegment(0, "You never told me", {
              scores: SEEN,
              weights: { voice: 0.4, face: 0.6 },
              top: "happy",
              reasons: ["face_disagrees"],
            }),
            makeSegment(1, "It was a long winter", {
              scores: UNSEEN,
              weights: { voice: 1, face: 0 },
              top: "sad",
              reasons: ["no_face"],
            }),
          ],
        }),
      ),
    ),
  ),
);

it("shows the face beside the voice, and no words that nobody read", async () => {
  const { container } = renderRoute("/analyses/a1");
  const radar = await screen.findByRole("region", { name: "Emotion radar" });
  expect(radar).toHaveTextContent("Voice reads as sad and face reads as happy.");
  expect(within(radar).getByRole("button", { name: "Face" })).toHaveAttribute("aria-pressed", "true");
  expect(within(radar).queryByRole("button", { name: "Words" })).toBeNull();
  expect(radar.querySelector('[data-stream="face"]')).not.toBeNull();
  const table = within(radar).getByRole("table", { name: "Emotion scores" });
  expect(within(table).getByRole("columnheader", { name: "Face" })).toBeInTheDocument();
  await expectNoAxeViolations(container);
});

it("has the face on the timeline, and says where voice and face disagree", async () => {
  const { user } = renderRoute("/analyses/a1");
  await user.click(await screen.findByRole("radio", { name: "Face" }));
  expect(screen.getByRole("radio", { name: "Face" })).toBeChecked();
  expect(screen.getByText("Voice and face disagree")).toBeVisible();
  expect(screen.getAllByText("Voice reads as sad and face reads as happy.")).not.toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Details of segment 1" }));
  const details = screen.getByRole("group", { name: "Details of segment 1" });
  expect(details).toHaveTextContent(/Face · weighs 60.%Happy 80.%/);
});

it("says of four streams what each reads as, and that all of them disagree", async () => {
  const scores = { ...SEEN, words: scoresFor("angry", 0.7) };
  const reasons = ["disagreement", "face_disagrees"];
  const segment = makeSegment(0, "You never told me", { scores, top: "happy", reasons });
  server.use(
    http.get(`${API}/analyses/:id/result/`, () =>
      HttpResponse.json(makeResult({ overall: { ...OVERALL, scores, top: "happy" }, segments: [segment] })),
    ),
  );
  renderRoute("/analyses/a1");
  const radar = await screen.findByRole("region", { name: "Emotion radar" });
  expect(radar).toHaveTextContent("Voice reads as sad, words read as angry, and face reads as happy.");
  const drawn = [...radar.querySelectorAll<SVGElement>("[data-stream]")].map((each) => each.dataset.stream);
  expect(drawn.toSorted()).toEqual(["face", "fused", "voice", "words"]);
  const heads = within(within(radar).getByRole("table", { name: "Emotion scores" })).getAllByRole(
    "columnheader",
  );
  expect(heads.map((head) => head.textContent)).toEqual(["Emotion", "Voice", "Words", "Face", "Fused"]);
  expect(screen.getByText("Voice, words and face disagree")).toBeVisible();
  expect(screen.getByRole("option", { name: "Disagreement" })).toBeInTheDocument();
});

it("shows the face alone where the model reads nothing else", async () => {
  const scores = { voice: null, words: null, face: SEEN.face, fused: SEEN.face };
  const result = makeResult({
    overall: { ...OVERALL, scores, top: "happy", reasons: [] },
    segments: [makeSegment(0, "You never told me", { scores, weights: { face: 1 }, top: "happy" })],
  });
  server.use(http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(result)));
  renderRoute("/analyses/a1");
  const radar = await screen.findByRole("region", { name: "Emotion radar" });
  expect(radar).toHaveTextContent("Face reads as happy.");
  const table = within(radar).getByRole("table", { name: "Emotion scores" });
  expect(
    within(table)
      .getAllByRole("columnheader")
      .map((head) => head.textContent),
  ).toEqual(["Emotion", "Face", "Fused"]);
});

it("says where no face was seen", async () => {
  const { user } = renderRoute("/analyses/a1");
  await user.click(await screen.findByRole("button", { name: /^Segment 2 on the radar/ }));
  const radar = screen.getByRole("region", { name: "Emotion radar" });
  expect(radar).toHaveTextContent("Voice reads as sad; no face was seen.");
  expect(within(radar).getByRole("button", { name: "Face" })).toBeDisabled();
});
