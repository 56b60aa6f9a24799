import { act, screen, waitFor, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import {
  makeAnalysis,
  makeDetail,
  makeResult,
  makeSegment,
  MISSING_MODEL,
  MODEL,
  OTHER_MODEL,
  SEGMENTS,
} from "@/testing/data";
import { FakeSocket } from "@/testing/fake-socket";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

const RUNNING = makeAnalysis({
  status: "running",
  stage: "transcribing",
  progress: 0.3,
  eta_s: 20,
  overall: null,
  segment_count: 1,
  updated_at: "2026-11-20T21:00:05Z",
});

const serveRunning = () =>
  server.use(
    http.get(`${API}/analyses/:id/`, () => HttpResponse.json(RUNNING)),
    http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail({ analysis: RUNNING }))),
    http.get(`${API}/analyses/:id/result/`, () =>
      HttpResponse.json(
        makeResult({ overall: null, segments: SEGMENTS.slice(0, 1), timings_s: {}, provenance: null }),
      ),
    ),
  );

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

  it("shows a segment on the radar when it is chosen, and the whole again", async () => {
    const { user } = renderRoute("/analyses/a1");
    const panel = await radar();
    await user.click(screen.getByRole("button", { name: /^Segment 2 on the radar: ?Sad/ }));
    expect(panel).toHaveTextContent("Segment 2, 0:04 to 0:07");
    expect(panel).toHaveTextContent("Voice reads as sad; the words could not be read.");
    expect(within(panel).getByRole("button", { name: "Words" })).toBeDisabled();
    await user.click(within(panel).getByRole("button", { name: "Whole recording" }));
    expect(panel).toHaveTextContent("Reads as mostly sad (62 %).");
  });

  it("switches streams of the radar on and off", async () => {
    const { user } = renderRoute("/analyses/a1");
    const panel = await radar();
    expect(panel.querySelectorAll("[data-stream]")).toHaveLength(3);
    await user.click(within(panel).getByRole("button", { name: "Voice" }));
    expect(panel.querySelectorAll("[data-stream]")).toHaveLength(2);
  });

  it("names the emotion of every segment and says why it is unsure", async () => {
    renderRoute("/analyses/a1");
    const transcript = await screen.findByRole("region", { name: "Transcript" });
    const [first, second] = within(transcript).getAllByRole("listitem");
    expect(first).toHaveTextContent("Angry71 %");
    expect(second).toHaveTextContent("Not sure Could be sad or neutral: the sound is noisy and a close call");
  });

  it("goes to a word that is clicked, and from word to word with the arrow keys", async () => {
    const { user } = renderRoute("/analyses/a1");
    const words = await screen.findByRole("group", { name: "Words of segment 1" });
    await user.click(within(words).getByRole("button", { name: "told" }));
    await waitFor(() => expect(screen.getByRole("slider")).toHaveAttribute("aria-valuetext", "0:01 of 0:08"));
    expect(within(words).getByRole("button", { name: "told" })).toHaveAttribute("aria-current", "true");
    await user.keyboard("{ArrowRight}");
    expect(within(words).getByRole("button", { name: "me" })).toHaveFocus();
  });

  it("plays with the space bar and moves with the arrow keys", async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, "play");
    const { user } = renderRoute("/analyses/a1");
    const slider = await screen.findByRole("slider", { name: "Position" });
    await user.keyboard(" ");
    expect(play).toHaveBeenCalledOnce();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(slider).toHaveAttribute("aria-valuenow", "5"));
  });

  it("corrects a text in place and shows what was heard", async () => {
    const corrected = makeSegment(0, "You never sold me", { text_original: "You never told me", top: "sad" });
    server.use(
      http.patch(`${API}/analyses/:id/segments/0/`, async ({ request }) => {
        expect(await request.json()).toEqual({ text: "You never sold me" });
        server.use(
          http.get(`${API}/analyses/:id/result/`, () =>
            HttpResponse.json(makeResult({ segments: [corrected, ...SEGMENTS.slice(1)] })),
          ),
        );
        return HttpResponse.json(corrected);
      }),
    );
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Correct the text of segment 1" }));
    const box = screen.getByRole("textbox", { name: "Text of segment 1" });
    await user.clear(box);
    await user.type(box, "You never sold me");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/Heard as “You never told me”/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Undo correction" })).toBeEnabled();
  });

  it("renames the recording", async () => {
    server.use(
      http.patch(`${API}/recordings/:id/`, async ({ request }) => {
        const { title } = (await request.json()) as { title: string };
        return HttpResponse.json(makeDetail({ title }));
      }),
    );
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Rename" }));
    await user.clear(screen.getByRole("textbox", { name: "Title" }));
    await user.type(screen.getByRole("textbox", { name: "Title" }), "The keeper{Enter}");
    expect(await screen.findByRole("heading", { name: "The keeper" })).toBeVisible();
  });

  it("offers every export format of the site, and the radar as a picture", async () => {
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Export" }));
    const links = screen.getAllByRole("menuitem").map((item) => item.getAttribute("href"));
    expect(links.slice(0, 5)).toEqual(
      ["json", "csv", "srt", "vtt", "textgrid"].map((format) => `/api/v1/analyses/a1/export/${format}/`),
    );
    expect(screen.getByRole("menuitem", { name: "Radar as SVG" })).toBeVisible();
  });

  it("deletes only after a second yes", async () => {
    let deleted = false;
    server.use(
      http.delete(`${API}/recordings/:id/`, () => {
        deleted = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user, router } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await user.click(screen.getByRole("button", { name: "Keep it" }));
    expect(deleted).toBe(false);
    await user.click(screen.getByRole("button", { name: "Delete" }));
    await user.click(screen.getByRole("button", { name: "Delete recording" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/library"));
    expect(deleted).toBe(true);
  });

  it("analyses again with another model, and goes there", async () => {
    server.use(
      http.get(`${API}/models/`, () => HttpResponse.json([MODEL, OTHER_MODEL, MISSING_MODEL])),
      http.post(`${API}/recordings/r1/analyses/`, async ({ request }) => {
        expect(await request.json()).toEqual({
          model: "voice-words-concat",
          asr: "auto",
          language: null,
          speaker_baseline: true,
        });
        return HttpResponse.json(makeAnalysis({ id: "a2", status: "queued", overall: null }), {
          status: 201,
        });
      }),
    );
    const { user, router } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Analyse again" }));
    const entries = screen.getAllByRole("menuitem");
    expect(entries.map((entry) => [entry.textContent, entry.getAttribute("aria-disabled")])).toEqual([
      ["voice-wordsused here", null],
      ["voice-words-concat", null],
      ["face-voicenot usable here", "true"],
    ]);
    await user.click(screen.getByRole("menuitem", { name: "voice-words-concat" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a2"));
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

  it("says when the voice was read against its own average", async () => {
    server.use(
      http.get(`${API}/analyses/:id/result/`, () =>
        HttpResponse.json(makeResult({ speaker_baseline: { used: true, segments: 24 } })),
      ),
    );
    renderRoute("/analyses/a1");
    expect(await screen.findByText(/against this speaker’s own average over 24\ssegments/)).toBeVisible();
  });

  it("leads to the other analyses of the recording", async () => {
    const other = makeAnalysis({ id: "a0", model: "voice-words-concat", status: "failed" });
    server.use(
      http.get(`${API}/recordings/:id/`, () =>
        HttpResponse.json(makeDetail({ analyses: [makeAnalysis(), other] })),
      ),
    );
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Analyse again" }));
    const links = screen.getAllByRole("menuitem").filter((item) => item.hasAttribute("href"));
    expect(links.map((link) => [link.getAttribute("href"), link.textContent])).toEqual([
      ["/analyses/a0", "voice-words-concatfailed"],
    ]);
  });

  it("tells how the result was made", async () => {
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByText("How was this made?"));
    expect(screen.getByText("voice-words, version 1.2.3")).toBeVisible();
    expect(screen.getByText(/decoding 0.1 s, transcribing 3.0 s, in all 3.4 s/)).toBeVisible();
  });
});

describe("the Analysis page while the work goes on", () => {
  it("shows the stage, the time left and the segments so far", async () => {
    serveRunning();
    renderRoute("/analyses/a1");
    expect(await screen.findByText("Transcribing")).toBeVisible();
    expect(screen.getByText("about 20 s left")).toBeVisible();
    expect(await radar()).toHaveTextContent("Segment 1, 0:00 to 0:03 (newest so far)");
    expect(screen.getByRole("button", { name: "Cancel analysis" })).toBeEnabled();
  });

  it("follows the socket to the end without being asked", async () => {
    serveRunning();
    renderRoute("/analyses/a1");
    await screen.findByText("Transcribing");
    server.use(
      http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(makeResult())),
      http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail())),
    );
    act(() => {
      FakeSocket.latest.accept();
      FakeSocket.latest.say({ type: "analysis.changed", analysis: makeAnalysis() });
    });
    await waitFor(async () => expect(await radar()).toHaveTextContent("Whole recording"));
    expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
  });

  it("does not let a late hint turn back what is already known", async () => {
    renderRoute("/analyses/a1");
    await radar();
    act(() => {
      FakeSocket.latest.accept();
      FakeSocket.latest.say({ type: "analysis.changed", analysis: RUNNING });
    });
    expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
  });

  it("reads afresh after the line was lost", async () => {
    serveRunning();
    renderRoute("/analyses/a1");
    await screen.findByText("Transcribing");
    act(() => FakeSocket.latest.accept());
    server.resetHandlers();
    act(() => FakeSocket.latest.drop());
    await waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(1));
    act(() => FakeSocket.latest.accept());
    await waitFor(async () => expect(await radar()).toHaveTextContent("Whole recording"));
  });

  it("cancels", async () => {
    serveRunning();
    const cancelled = makeAnalysis({
      status: "cancelled",
      overall: null,
      updated_at: "2026-11-20T21:00:06Z",
    });
    server.use(http.post(`${API}/analyses/:id/cancel/`, () => HttpResponse.json(cancelled, { status: 202 })));
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Cancel analysis" }));
    expect(await screen.findByText("The analysis was cancelled")).toBeVisible();
  });

  it("asks once to cancel, however often the button is pressed", async () => {
    serveRunning();
    const asked = vi.fn();
    server.use(
      http.post(`${API}/analyses/:id/cancel/`, async () => {
        asked();
        await delay(50);
        return HttpResponse.json({ ...RUNNING, status: "cancelled" }, { status: 202 });
      }),
    );
    const { user } = renderRoute("/analyses/a1");
    await user.dblClick(await screen.findByRole("button", { name: "Cancel analysis" }));
    expect(await screen.findByText("The analysis was cancelled")).toBeVisible();
    expect(asked).toHaveBeenCalledOnce();
  });

  it("takes a refused cancelling for an analysis that has ended, and shows it", async () => {
    serveRunning();
    const { user } = renderRoute("/analyses/a1");
    const button = await screen.findByRole("button", { name: "Cancel analysis" });
    server.use(
      http.post(`${API}/analyses/:id/cancel/`, () => refusal(409, "conflict", "It cannot be cancelled.")),
      http.get(`${API}/analyses/:id/`, () => HttpResponse.json(makeAnalysis())),
    );
    await user.click(button);
    await waitFor(() => expect(button).not.toBeInTheDocument());
    expect(screen.queryByText("It cannot be cancelled.")).not.toBeInTheDocument();
  });
});

describe("the Analysis page when something is wrong", () => {
  it("says why an analysis failed, and tries again on request", async () => {
    const failed = makeAnalysis({
      status: "failed",
      overall: null,
      segment_count: 0,
      error: { code: "corrupt_media", message: "The file is damaged." },
    });
    server.use(
      http.get(`${API}/analyses/:id/`, () => HttpResponse.json(failed)),
      http.get(`${API}/analyses/:id/result/`, () =>
        HttpResponse.json(makeResult({ overall: null, segments: [] })),
      ),
      http.post(`${API}/analyses/:id/retry/`, () =>
        HttpResponse.json(
          { ...failed, status: "queued", error: null, updated_at: "2026-11-20T22:00:00Z" },
          { status: 202 },
        ),
      ),
    );
    const { user } = renderRoute("/analyses/a1");
    expect(await screen.findByRole("alert")).toHaveTextContent("The file is damaged.");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Waiting for a worker")).toBeVisible();
  });

  it("says that no speech was found", async () => {
    const overall = {
      scores: { voice: null, words: null, fused: null },
      top: null,
      set: [],
      reasons: ["no_speech"],
    };
    server.use(
      http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(makeResult({ overall, segments: [] }))),
    );
    renderRoute("/analyses/a1");
    expect(await radar()).toHaveTextContent("Nothing to read.Not sure. No speech was found.");
  });

  it("notices that it was deleted in another tab", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    serveRunning();
    renderRoute("/analyses/a1");
    await screen.findByText("Transcribing");
    act(() => FakeSocket.latest.accept());
    server.use(http.get(`${API}/analyses/:id/`, () => refusal(404, "not_found", "Not found.")));
    await act(() => vi.advanceTimersByTimeAsync(31_000));
    expect(await screen.findByRole("heading", { name: "There is nothing at this address." })).toBeVisible();
    vi.useRealTimers();
  });

  it("knows an address that leads nowhere", async () => {
    server.use(http.get(`${API}/analyses/:id/`, () => refusal(404, "not_found", "Not found.")));
    renderRoute("/analyses/gone");
    expect(await screen.findByRole("heading", { name: "There is nothing at this address." })).toBeVisible();
  });
});
