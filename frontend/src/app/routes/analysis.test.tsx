import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { makeResult, makeSegment } from "@/testing/data";

import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

const radar = () => screen.findByRole("region", { name: "Emotion radar" });

describe("the Analysis page", () => {
  it("has no accessibility violations", async () => {
    const { container } = renderRoute("/analyses/a1");
    await radar();
    await screen.findByRole("slider", { name: "Position" });
    await expectNoAxeViolations(container);
  });

  it("shows title, facts, radar, its table twin and the sentence", async () => {
    renderRoute("/analyses/a1");
    expect(await screen.findByRole("heading", { level: 1, name: "Interview" })).toBeVisible();
    expect(screen.getByRole("list", { name: "About this analysis" })).toHaveTextContent(
      "pocketsphinx (en-us)",
    );
    const panel = await radar();
    expect(panel).toHaveTextContent("Reads as mostly sad (62 %). Voice reads as sad, words read as neutral.");
    expect(panel).toHaveTextContent("Not sure. Could be sad or neutral: voice and words disagree.");
    const sad = within(panel).getByRole("row", { name: /Sad/ });
    expect(
      within(sad)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ).toEqual(["70\u00a0%", "8\u00a0%", "62\u00a0%55\u00a0% to 70\u00a0%"]);
    expect(within(panel).getByRole("img", { name: /Radar of 7 emotions/ })).toBeVisible();
  });

  it("tells how the result was made", async () => {
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByText("How was this made?"));
    expect(screen.getByText("voice-words, version 1.2.3")).toBeVisible();
    expect(screen.getByText(/decoding 0.1 s, transcribing 3.0 s, in all 3.4 s/)).toBeVisible();
  });

  it("says when the voice was read against its own average", async () => {
    server.use(
      http.get(`${API}/analyses/:id/result/`, () =>
        HttpResponse.json(makeResult({ speaker_baseline: { used: true, segments: 24 } })),
      ),
    );
    renderRoute("/analyses/a1");
    expect(await screen.findByText(/against this speaker’s own average over 24\ssegments/)).toBeVisible();
  });

  it("says how good the sound of a segment is, and what poor sound means for the reading", async () => {
    const narrow = makeSegment(0, "You never told me", {
      reasons: ["narrow_band", "unfamiliar_voice"],
      quality: { snr_db: 21.3, clipping: 0, speech_ratio: 0.93, bandwidth_hz: 3400 },
    });
    server.use(
      http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(makeResult({ segments: [narrow] }))),
    );
    renderRoute("/analyses/a1?segment=1");
    const panel = await radar();
    expect(panel).toHaveTextContent("Sound is cut off above about 3.4 kHz, as on a telephone.");
    expect(panel).toHaveTextContent(
      /unlike what the model was trained on, so the reading is held closer to even/,
    );
    expect(panel).toHaveTextContent("Above the noise21 dBClippednoSpeech in it93 %Heard up to3.4 kHz");
  });

  it("says nothing of the band where an old result has none", async () => {
    renderRoute("/analyses/a1?segment=1");
    expect(await radar()).toHaveTextContent("Above the noise20 dB");
    expect(screen.queryByText("Heard up to")).not.toBeInTheDocument();
  });
});
