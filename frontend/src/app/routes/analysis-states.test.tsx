import { act, screen, waitFor, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import type { Analysis, Result } from "@/api/generated/undertone";
import { makeAnalysis, makeDetail, makeResult, OVERALL, SEGMENTS } from "@/testing/data";
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

const NOTHING: Partial<Result> = { overall: null, segments: [], timings_s: {}, provenance: null };

const serve = (analysis: Analysis, result: Partial<Result>) =>
  server.use(
    http.get(`${API}/analyses/:id/`, () => HttpResponse.json(analysis)),
    http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail({ analysis }))),
    http.get(`${API}/analyses/:id/result/`, () => HttpResponse.json(makeResult(result))),
  );

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

  it("reads the result to its end where the page itself finds that it has ended", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    serveRunning();
    renderRoute("/analyses/a1");
    await screen.findByText("Transcribing");
    act(() => FakeSocket.latest.accept()); // and it never says that anything changed
    server.resetHandlers();
    await act(() => vi.advanceTimersByTimeAsync(31_000));
    await waitFor(async () => expect(await radar()).toHaveTextContent("Whole recording"));
    vi.useRealTimers();
  });

  it("does not let a late answer turn back what the socket has told", async () => {
    let answer: (analysis: Analysis) => void = () => undefined;
    const late = new Promise<Analysis>((resolve) => (answer = resolve));
    const asked = vi.fn(() => late);
    server.use(http.get(`${API}/analyses/:id/`, async () => HttpResponse.json(await asked())));
    renderRoute("/analyses/a1");
    await waitFor(() => expect(asked).toHaveBeenCalled());
    act(() => {
      FakeSocket.latest.accept();
      FakeSocket.latest.say({ type: "analysis.changed", analysis: makeAnalysis() });
    });
    await radar();
    answer(RUNNING);
    await act(() => delay(300));
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
    expect(await screen.findByText("Waiting in the queue")).toBeVisible();
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
    const { container } = renderRoute("/analyses/a1");
    expect(await screen.findByText("No speech was found")).toBeVisible();
    expect(screen.getByText(/^The sound can still be played/)).toBeVisible();
    expect(await screen.findByRole("slider", { name: "Position" })).toBeVisible();
    expect(screen.queryByRole("region", { name: "Transcript" })).not.toBeInTheDocument();
    await expectNoAxeViolations(container);
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

describe("the states of the Analysis page", () => {
  it("waits in the queue with the shape of what is coming", async () => {
    serve(makeAnalysis({ status: "queued", overall: null, segment_count: 0, progress: 0 }), NOTHING);
    const { container } = renderRoute("/analyses/a1");
    expect(await screen.findByText("Waiting in the queue")).toBeVisible();
    expect(await screen.findByText(/first words appear here/)).toBeVisible();
    expect(screen.queryByText(/left$/)).not.toBeInTheDocument();
    await expectNoAxeViolations(container);
  });

  it("keeps what was read before it was cancelled", async () => {
    serve(makeAnalysis({ status: "cancelled", overall: null, segment_count: 1 }), {
      ...NOTHING,
      segments: SEGMENTS.slice(0, 1),
    });
    const { container } = renderRoute("/analyses/a1");
    expect(await screen.findByText(/The 1 segment read until then is below/)).toBeVisible();
    expect(await screen.findByRole("group", { name: "Words of segment 1" })).toBeVisible();
    expect(await radar()).toHaveTextContent("newest so far");
    await expectNoAxeViolations(container);
  });

  it("says that nothing had been read where nothing was", async () => {
    serve(makeAnalysis({ status: "cancelled", overall: null, segment_count: 0 }), NOTHING);
    renderRoute("/analyses/a1");
    expect(await screen.findByText("Nothing had been read by then.")).toBeVisible();
  });

  it("says when the words are silent because of the language", async () => {
    const overall = {
      ...OVERALL,
      scores: { ...OVERALL.scores, words: null },
      reasons: ["language_not_covered"],
    };
    serve(makeAnalysis({ overall }), {
      overall,
      asr: { engine: "pocketsphinx", model: "pl", language: "pl", language_probability: 1 },
    });
    renderRoute("/analyses/a1");
    expect(await screen.findByText(/does not cover this language \(Polish\)/)).toBeVisible();
    expect(within(await radar()).getByRole("button", { name: "Words" })).toBeDisabled();
  });

  it("stands with a single segment", async () => {
    serve(makeAnalysis({ segment_count: 1 }), { segments: SEGMENTS.slice(0, 1) });
    const { user, container } = renderRoute("/analyses/a1");
    await radar();
    await user.keyboard("j");
    expect(await radar()).toHaveTextContent("Segment 1, 0:00 to 0:03");
    await expectNoAxeViolations(container);
  });

  it("counts the time left down between two words from the site", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    serveRunning();
    renderRoute("/analyses/a1");
    expect(await screen.findByText("about 20 s left")).toBeVisible();
    act(() => void vi.advanceTimersByTime(11_000));
    expect(await screen.findByText("about 10 s left")).toBeVisible();
    vi.useRealTimers();
  });
});
