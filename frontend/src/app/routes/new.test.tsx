import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { makeAnalysis, makeRecording } from "@/testing/data";
import { allowMicrophone, refuseMicrophone } from "@/testing/fake-microphone";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";

const clip = (name: string) => new File(["sound"], name, { type: "audio/wav" });

const accepted = (title: string, sent?: (form: FormData) => void) =>
  http.post(`${API}/recordings/`, async ({ request }) => {
    sent?.(await request.formData());
    const analysis = makeAnalysis({ status: "queued", overall: null, progress: 0, segment_count: 0 });
    return HttpResponse.json(makeRecording({ title, analysis }), { status: 201 });
  });

describe("the New page", () => {
  it("has no accessibility violations", async () => {
    const { container } = renderRoute("/");
    await screen.findByRole("link", { name: "Interview" });
    await expectNoAxeViolations(container);
  });

  it("opens the analysis of a single file that was chosen", async () => {
    server.use(accepted("Interview"));
    const { user, router } = renderRoute("/");
    await user.upload(screen.getByLabelText("Files to analyse"), clip("interview.wav"));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });

  it("sends a sample clip under its title", async () => {
    let title: unknown;
    server.use(accepted("Good news", (form) => (title = form.get("title"))));
    const { user, router } = renderRoute("/");
    await user.click(await screen.findByRole("button", { name: /Good news/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(title).toBe("Good news");
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

  it("says in the site's words why a file was refused, beside that file, and lets it be dismissed", async () => {
    server.use(
      http.post(`${API}/recordings/`, () => refusal(415, "unsupported_media", "“notes.txt” holds no sound.")),
    );
    const { user } = renderRoute("/");
    await user.upload(screen.getByLabelText("Files to analyse"), clip("notes.wav"));
    const uploads = await screen.findByRole("region", { name: "Uploads" });
    expect(await within(uploads).findByRole("alert")).toHaveTextContent("“notes.txt” holds no sound.");
    await user.click(within(uploads).getByRole("button", { name: "Dismiss notes.wav" }));
    expect(screen.queryByRole("region", { name: "Uploads" })).not.toBeInTheDocument();
  });

  it("has the browser ask before the page is left while a file is on its way, and not after", async () => {
    let answer: () => void = () => undefined;
    server.use(
      http.post(`${API}/recordings/`, async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return refusal(415, "unsupported_media", "No sound.");
      }),
    );
    const leaving = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
    const { user } = renderRoute("/");
    expect(leaving()).toBe(false);
    await user.upload(screen.getByLabelText("Files to analyse"), clip("interview.wav"));
    await screen.findByRole("button", { name: "Cancel interview.wav" });
    expect(leaving()).toBe(true);
    await waitFor(() => {
      answer();
      expect(screen.getByRole("alert")).toHaveTextContent("No sound.");
    });
    expect(leaving()).toBe(false);
  });

  it("stays here when several files are sent", async () => {
    let count = 0;
    server.use(accepted("One of many", () => (count += 1)));
    const { user, router } = renderRoute("/");
    await user.upload(screen.getByLabelText("Files to analyse"), [
      clip("a.wav"),
      clip("b.wav"),
      clip("c.wav"),
    ]);
    await waitFor(() => expect(count).toBe(3));
    expect(router.state.location.pathname).toBe("/");
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
});

describe("the recorder on the New page", () => {
  it("records, pauses, lets one listen, and sends", async () => {
    allowMicrophone();
    let title: unknown;
    server.use(accepted("Recording", (form) => (title = form.get("title"))));
    const { user, router } = renderRoute("/");
    await user.click(screen.getByRole("button", { name: "Record" }));
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(screen.getByText("Paused")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Go on" }));
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(await screen.findByLabelText("Your recording")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Use this recording" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
    expect(title).toMatch(/^Recording 20/);
  });

  it("throws a recording away without sending it", async () => {
    allowMicrophone();
    const { user } = renderRoute("/");
    await user.click(screen.getByRole("button", { name: "Record" }));
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    const leaving = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leaving()).toBe(true);
    await user.click(await screen.findByRole("button", { name: "Discard" }));
    expect(screen.getByRole("button", { name: "Record" })).toBeEnabled();
    expect(leaving()).toBe(false);
  });

  it("explains a microphone that was denied, and can be asked again", async () => {
    refuseMicrophone("NotAllowedError");
    const { user } = renderRoute("/");
    await user.click(screen.getByRole("button", { name: "Record" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("not allowed to use the microphone");
    expect(screen.getByRole("button", { name: "Record" })).toBeEnabled();
  });
});
