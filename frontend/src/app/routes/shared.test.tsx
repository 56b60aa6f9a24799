import { act, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { makeAnalysis, makeRecording, makeResult, makeShared } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

const SECRET = "s3cret";
const ADDRESS = `/shared#${SECRET}`;
const radar = () => screen.findByRole("region", { name: "Emotion radar" });

/** Serves a link; gives back what was asked of the site. */
function serveShared(changes: Parameters<typeof makeShared>[0] = {}): string[] {
  const asked: string[] = [];
  const shared = makeShared(changes);
  server.events.on("request:start", ({ request }) => asked.push(new URL(request.url).pathname));
  server.use(
    http.post(`${API}/shared/open/`, async ({ request }) => {
      const { secret } = (await request.json()) as { secret: string };
      return secret === SECRET ? HttpResponse.json(shared) : refusal(404, "link_ended", "It has ended.");
    }),
    http.get(`${API}/shared/l1/`, () => HttpResponse.json(shared)),
    http.get(`${API}/shared/l1/result/`, () => HttpResponse.json(makeResult())),
    http.get(`${API}/shared/l1/peaks/`, () => HttpResponse.json({ duration_s: 8.5, peaks: [0.1, 0.5] })),
  );
  return asked;
}

describe("a shared analysis", () => {
  it("shows all of it and asks for nothing but what the link opens", async () => {
    const asked = serveShared();
    const { container } = renderRoute(ADDRESS);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(makeShared().recording.title);
    expect(await radar()).toBeVisible();
    expect(screen.getByRole("heading", { name: "Transcript" })).toBeVisible();
    expect(await screen.findByRole("button", { name: "Play" })).toBeVisible();
    expect(screen.getByText(/Shared with you, to read/)).toBeVisible();
    const others = asked.filter((path) => !path.startsWith(`${API}/shared/`) && path !== `${API}/session/`);
    expect(others).toEqual([]);
    expect(asked.join(" ")).not.toContain(SECRET);
    await expectNoAxeViolations(container);
  });

  it("shows the film where the link was made with the sound, and not without it", async () => {
    const recording = makeRecording({ has_video: true });
    serveShared({ recording });
    const played = renderRoute(ADDRESS);
    const film = await screen.findByLabelText<HTMLVideoElement>("The film, without its sound");
    expect(film.src).toContain(`${API}/shared/l1/video/`);
    played.unmount();
    serveShared({ recording, sound: false });
    renderRoute(ADDRESS);
    await radar();
    expect(screen.queryByLabelText("The film, without its sound")).toBeNull();
  });

  it("offers nothing that changes anything, and no way into a library", async () => {
    serveShared();
    renderRoute(ADDRESS);
    await radar();
    for (const name of [/^Delete/, /Analyse again/, /^Share/, /^Correct/, /^Why/, /Rename/, /^Compare/])
      expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
    expect(screen.queryByRole("navigation")).not.toBeInTheDocument();
    const inside = screen
      .queryAllByRole("link")
      .filter((link) => !link.getAttribute("href")?.startsWith("#"));
    expect(inside).toEqual([]);
  });

  it("tells of keys that read, and of none that change", async () => {
    serveShared();
    const { user } = renderRoute(ADDRESS);
    await radar();
    await user.keyboard("?");
    const keys = within(await screen.findByRole("dialog"));
    expect(keys.getByText("Next segment")).toBeVisible();
    for (const name of ["Correct the text", "Undo a correction", "Why?"])
      expect(keys.queryByText(name)).not.toBeInTheDocument();
  });

  it("writes files from the link's own addresses", async () => {
    serveShared();
    const { user } = renderRoute(ADDRESS);
    await radar();
    await user.click(screen.getByRole("button", { name: "Export" }));
    const menu = await screen.findByRole("menu");
    for (const item of within(menu)
      .getAllByRole("menuitem")
      .filter((each) => each.hasAttribute("href")))
      expect(item).toHaveAttribute("href", expect.stringMatching(/^\/api\/v1\/shared\/l1\/export\//));
  });

  it("keeps what opened it in the address while segments are chosen", async () => {
    serveShared();
    const { user, router } = renderRoute(ADDRESS);
    await radar();
    history.replaceState(null, "", ADDRESS);
    await user.click(screen.getAllByRole("button", { name: /on the radar/ })[0] as HTMLElement);
    await waitFor(() => expect(router.state.location.search).toBe("?segment=1"));
    expect(router.state.location.hash).toBe(`#${SECRET}`);
    history.replaceState(null, "", "/");
  });

  it("cannot be played where it was shared without the sound, and says so", async () => {
    const asked = serveShared({ sound: false });
    const { user } = renderRoute(ADDRESS);
    await radar();
    expect(screen.getByText(/shared without the sound/)).toBeVisible();
    await screen.findByRole("slider", { name: /position/i });
    expect(screen.queryByRole("button", { name: "Play" })).not.toBeInTheDocument();
    await user.click(screen.getAllByRole("button", { name: /^Go to 0:/ })[0] as HTMLElement);
    expect(asked.some((path) => path.endsWith("/media/"))).toBe(false);
  });

  it("says how far a running analysis is, with nothing to press", async () => {
    serveShared({ analysis: makeAnalysis({ status: "running", stage: "transcribing", progress: 0.4 }) });
    renderRoute(ADDRESS);
    expect(await screen.findByText("Transcribing")).toBeVisible();
    expect(screen.getByRole("progressbar", { name: "Progress of the analysis" })).toBeVisible();
    expect(screen.queryByRole("button", { name: /Cancel/ })).not.toBeInTheDocument();
  });

  it("tells how it was made once it has ended without any speech", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const ended = makeAnalysis({ overall: null, segment_count: 0 });
    const whole = makeResult({ overall: null, segments: [] });
    const unfinished = { ...whole, timings_s: {}, provenance: null };
    serveShared({
      analysis: { ...ended, status: "running", stage: "transcribing", updated_at: "2026-11-20T21:00:05Z" },
    });
    server.use(http.get(`${API}/shared/l1/result/`, () => HttpResponse.json(unfinished)));
    renderRoute(ADDRESS);
    await screen.findByText("Transcribing");
    server.use(http.get(`${API}/shared/l1/`, () => HttpResponse.json(makeShared({ analysis: ended }))));
    await act(() => vi.advanceTimersByTimeAsync(2600)); // the end is told before the result that goes with it
    server.use(http.get(`${API}/shared/l1/result/`, () => HttpResponse.json(whole)));
    await act(() => vi.advanceTimersByTimeAsync(1100));
    expect(await screen.findByText(/all 3\.4/)).toBeInTheDocument();
    vi.useRealTimers();
  });
});

describe("a link that opens nothing", () => {
  it("is told of, without a word about what was there", async () => {
    serveShared();
    const { container } = renderRoute("/shared#another");
    expect(await screen.findByRole("heading", { name: "This link does not work any more" })).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("is told of where it is taken back while it is read", async () => {
    serveShared({ analysis: makeAnalysis({ status: "running" }) });
    server.use(http.get(`${API}/shared/l1/`, () => refusal(404, "link_ended", "It has ended.")));
    renderRoute(ADDRESS);
    expect(await screen.findByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  });

  it("is told of where its secret is missing, without asking the site", async () => {
    const asked = serveShared();
    renderRoute("/shared");
    expect(await screen.findByRole("heading", { name: "This address is not complete" })).toBeVisible();
    expect(asked).not.toContain(`${API}/shared/open/`);
  });

  it("can be tried again where the site did not answer", async () => {
    serveShared();
    server.use(
      http.post(`${API}/shared/open/`, () => refusal(429, "throttled", "Too often."), { once: true }),
    );
    const { user } = renderRoute(ADDRESS);
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await radar()).toBeVisible();
  });
});
