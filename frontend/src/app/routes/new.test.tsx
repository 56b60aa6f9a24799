import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { makeAnalysis, makeRecording } from "@/testing/data";
import { allowMicrophone } from "@/testing/fake-microphone";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";
import { accepted, clip, uploads } from "@/testing/uploads";

beforeEach(() => localStorage.setItem("undertone.welcomed", "1"));
afterEach(() => localStorage.clear());

describe("the New page", () => {
  it("has no accessibility violations", async () => {
    allowMicrophone();
    const { container } = renderRoute("/");
    await screen.findByRole("link", { name: "Interview" });
    await screen.findByRole("button", { name: "Record" });
    await expectNoAxeViolations(container);
  });

  it("sends a sample clip under its title", async () => {
    let title: unknown;
    server.use(accepted("Good news", (form) => (title = form.get("title"))));
    const { user, router } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: /Good news/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(title).toBe("Good news");
  });

  it("opens what there is of a sample clip that was tried before", async () => {
    const known = makeRecording({ analysis: makeAnalysis({ id: "known" }) });
    server.use(http.get(`${API}/recordings/`, () => pageOf([known])));
    const { user, router } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: /Good news/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/known"));
  });

  it("says when a sample clip cannot be fetched", async () => {
    server.use(http.get("/samples/good-news.wav", () => new HttpResponse(null, { status: 404 })));
    const { user } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: /Good news/ }));
    expect(await screen.findByText("The sample clip could not be fetched.")).toBeVisible();
  });

  it("sends the options that were chosen", async () => {
    const fields: Record<string, unknown> = {};
    server.use(accepted("Interview", (form) => form.forEach((value, name) => (fields[name] = value))));
    const { user, router } = renderRoute("/");
    await user.click(screen.getByText("Options"));
    await user.selectOptions(screen.getByLabelText("Language"), "German");
    await user.selectOptions(screen.getByLabelText("Speakers"), "Several people");
    await user.selectOptions(await screen.findByLabelText("Speech engine"), "pocketsphinx");
    await user.upload(screen.getByLabelText("Files to analyse"), clip("interview.wav"));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(fields).toMatchObject({ language: "de", asr: "pocketsphinx", speaker_baseline: "false" });
  });

  it("keeps a speech engine that is not usable here from being chosen", async () => {
    const { user } = renderRoute("/");
    await user.click(screen.getByText("Options"));
    expect(await screen.findByRole("option", { name: /faster-whisper/ })).toBeDisabled();
  });

  it("says what an upload may be before anything is chosen", async () => {
    renderRoute("/");
    expect(await screen.findByText(/Each up to 4\.8 MB and 1 h\./)).toBeVisible();
  });

  it("shows what is running with its stage and the time left", async () => {
    const analysis = makeAnalysis({
      status: "running",
      stage: "transcribing",
      progress: 0.4,
      eta_s: 42,
      overall: null,
    });
    server.use(http.get(`${API}/recordings/`, () => pageOf([makeRecording({ analysis })])));
    renderRoute("/");
    const running = await screen.findByRole("region", { name: "Running now" });
    expect(running).toHaveTextContent("Transcribing · about 45 s left");
    expect(within(running).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
  });

  it("says when the recordings cannot be loaded, and tries again on request", async () => {
    server.use(
      http.get(`${API}/recordings/`, () => refusal(403, "denied", "This address is not allowed."), {
        once: true,
      }),
    );
    const { user } = renderRoute("/");
    expect(await screen.findByText("This address is not allowed.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Interview" })).toBeVisible();
  });

  it("says what can be done while the site does not answer", async () => {
    server.use(http.get(`${API}/recordings/`, () => HttpResponse.error()));
    renderRoute("/");
    expect(await screen.findByText("You can go on without a connection")).toBeVisible();
  });

  it("says that there is nothing yet", async () => {
    server.use(http.get(`${API}/recordings/`, () => pageOf([])));
    renderRoute("/");
    expect(await screen.findByText(/Nothing here yet/)).toBeVisible();
  });
});

describe("the welcome", () => {
  beforeEach(() => localStorage.clear());

  it("says in three lines what Undertone does, and what it is not for, without violations", async () => {
    const { container } = renderRoute("/");
    const welcome = await screen.findByRole("region", { name: "Welcome to Undertone" });
    expect(within(welcome).getAllByRole("listitem")).toHaveLength(3);
    expect(welcome).toHaveTextContent("Not for decisions about people at work or in education");
    expect(await within(welcome).findByRole("button", { name: /Good news/ })).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("does not come back once it was read", async () => {
    const { user, unmount } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: "Got it" }));
    expect(screen.queryByText("Welcome to Undertone")).not.toBeInTheDocument();
    unmount();
    renderRoute("/");
    await screen.findByRole("link", { name: "Interview" });
    expect(screen.queryByText("Welcome to Undertone")).not.toBeInTheDocument();
  });
});

describe("a list of uploads", () => {
  it("is gone when all have arrived", async () => {
    server.use(accepted("One of two"));
    const { user } = renderRoute("/");
    await user.upload(screen.getByLabelText("Files to analyse"), [clip("a.wav"), clip("b.wav", "other")]);
    await waitFor(() => expect(uploads()).toBeNull());
    expect(screen.getByText("All 2 files are sent.")).toBeInTheDocument();
  });
});
