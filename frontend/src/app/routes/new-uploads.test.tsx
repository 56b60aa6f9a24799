import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LIMITS, MODEL, makeAnalysis, makeRecording } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";
import { accepted, clip, uploads } from "@/testing/uploads";

const leaving = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

const choose = async (...files: File[]) => {
  const view = renderRoute("/");
  await view.user.upload(screen.getByLabelText("Files to analyse"), files);
  return view;
};

beforeEach(() => localStorage.setItem("undertone.welcomed", "1"));
afterEach(() => localStorage.clear());

describe("uploads on the New page", () => {
  it("open the analysis of a single file", async () => {
    server.use(accepted("Interview"));
    const { router } = await choose(clip("interview.wav"));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });

  it("stay here when there are several", async () => {
    let count = 0;
    server.use(accepted("One of many", () => (count += 1)));
    const { router } = await choose(clip("a.wav"), clip("b.wav"), clip("c.wav"));
    await waitFor(() => expect(count).toBe(3));
    expect(router.state.location.pathname).toBe("/");
  });

  it("say in the site's words why a file was refused, beside that file, and let it be dismissed", async () => {
    server.use(
      http.post(`${API}/recordings/`, () => refusal(415, "unsupported_media", "“notes.txt” holds no sound.")),
    );
    const { user } = await choose(clip("notes.wav"));
    expect(await screen.findByRole("alert")).toHaveTextContent("“notes.txt” holds no sound.");
    expect(screen.queryByRole("button", { name: "Send again" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Dismiss notes.wav" }));
    expect(uploads()).toBeNull();
  });

  it("have the browser ask before the page is left while a file is on its way, and not after", async () => {
    let answer: () => void = () => undefined;
    server.use(
      http.post(`${API}/recordings/`, async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return refusal(415, "unsupported_media", "No sound.");
      }),
    );
    await choose(clip("interview.wav"));
    await screen.findByRole("button", { name: "Cancel interview.wav" });
    expect(leaving()).toBe(true);
    await waitFor(() => {
      answer();
      expect(screen.getByRole("alert")).toHaveTextContent("No sound.");
    });
    expect(leaving()).toBe(false);
  });

  it("are told of on every other page, beside the link that leads back to them", async () => {
    let refuse: () => void = () => undefined;
    server.use(
      http.post(`${API}/recordings/`, async () => {
        await new Promise<void>((resolve) => (refuse = resolve));
        return refusal(415, "unsupported_media", "No sound.");
      }),
    );
    const { user, container } = await choose(clip("interview.wav"));
    await screen.findByRole("button", { name: "Cancel interview.wav" });
    expect(screen.getByRole("link", { name: "New" })).toBeVisible();
    await user.click(screen.getByRole("link", { name: "Models" }));
    const link = await screen.findByRole("link", { name: "New: 0 of 1 file sent." });
    await expectNoAxeViolations(container);
    await waitFor(() => {
      refuse();
      expect(link).toHaveAccessibleName("New: 0 of 1 file sent. 1 needs your attention.");
    });
    await user.click(link);
    expect(await screen.findByRole("alert")).toHaveTextContent("No sound.");
  });

  it("refuse what is over the limits or empty before anything is sent", async () => {
    server.use(
      http.get(`${API}/limits/`, () => HttpResponse.json({ ...LIMITS, max_bytes: 3 * 1024 * 1024 })),
    );
    const large = new File([new Uint8Array(4 * 1024 * 1024)], "large.wav", { type: "audio/wav" });
    const { container } = await choose(large, clip("empty.wav", ""));
    expect(await screen.findByText("The file is 4.0 MB; the limit here is 3.0 MB.")).toBeVisible();
    expect(await screen.findByText("The file is empty.")).toBeVisible();
    await expectNoAxeViolations(container);
  });

  describe("with a model that reads films", () => {
    const sent: (FormDataEntryValue | null)[] = [];
    const film = new File(["film"], "interview.mp4", { type: "video/mp4" });
    const chooseFilmModel = async (...files: File[]) => {
      const view = renderRoute("/");
      await view.user.click(screen.getByText("Options"));
      await screen.findByRole("option", { name: "efficient-face (films only)" });
      await view.user.selectOptions(screen.getByLabelText("Emotion model"), "efficient-face");
      await view.user.upload(screen.getByLabelText("Files to analyse"), files);
      return view;
    };
    beforeEach(() => {
      sent.length = 0;
      const face = { ...MODEL, id: "efficient-face", needs: ["video"] };
      server.use(
        http.get(`${API}/models/`, () => HttpResponse.json([MODEL, face])),
        accepted("Interview", (form) => sent.push(form.get("model"))),
      );
    });

    it("send films, and say of a sound that it has no picture, before anything is sent", async () => {
      const { user } = await chooseFilmModel(film, clip("talk.wav"));
      expect(
        await screen.findByText(
          "The model efficient-face reads the face of a film; this file has no picture.",
        ),
      ).toBeVisible();
      await waitFor(() => expect(sent).toEqual(["efficient-face"]));
      await user.click(screen.getByRole("button", { name: "Use the standard model" }));
      await waitFor(() => expect(sent).toEqual(["efficient-face", null]));
    });

    it("offer the standard model, too, where the site finds no picture in what looks like a film", async () => {
      server.use(
        http.post(`${API}/recordings/`, () => refusal(400, "no_video", "“interview.mp4” has no picture."), {
          once: true,
        }),
      );
      const { user } = await chooseFilmModel(film);
      expect(await screen.findByRole("alert")).toHaveTextContent("“interview.mp4” has no picture.");
      await user.click(screen.getByRole("button", { name: "Use the standard model" }));
      await waitFor(() => expect(sent).toEqual([null]));
    });
  });

  it("tell of a file that was analysed before, and lead there", async () => {
    const known = makeRecording({ title: "Last week", analysis: makeAnalysis({ id: "known" }) });
    server.use(
      http.get(`${API}/recordings/`, () => pageOf([known])),
      accepted("Again"),
    );
    const { user, router } = await choose(clip("interview.wav"));
    const list = await screen.findByRole("region", { name: "Uploads" });
    expect(await within(list).findByText(/You analysed this on .*2026.*, as “Last week”\./)).toBeVisible();
    await user.click(within(list).getByRole("link", { name: "Open it" }));
    expect(router.state.location.pathname).toBe("/analyses/known");
  });

  it("analyse a known file all the same, when asked to", async () => {
    server.use(
      http.get(`${API}/recordings/`, () => pageOf([makeRecording()])),
      accepted("Again"),
    );
    const { user, router } = await choose(clip("interview.wav"));
    await user.click(await screen.findByRole("button", { name: "Analyse anyway" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });

  it("tell when the same file was chosen twice", async () => {
    server.use(http.post(`${API}/recordings/`, () => new Promise<never>(() => undefined)));
    await choose(clip("a.wav", "same"), clip("copy of a.wav", "same"));
    expect(await screen.findByText("“a.wav” in this list is the very same file.")).toBeVisible();
  });

  it("can all be cancelled at once", async () => {
    server.use(http.post(`${API}/recordings/`, () => new Promise<never>(() => undefined)));
    const { user } = await choose(...Array.from({ length: 12 }, (_, index) => clip(`${index}.wav`)));
    expect(await screen.findByText("0 of 12 files sent.", { selector: "p:not(.sr-only)" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show 4 more" }));
    expect(screen.getAllByRole("button", { name: /^Cancel \d/ })).toHaveLength(12);
    await user.click(screen.getByRole("button", { name: "Cancel all" }));
    expect(uploads()).toBeNull();
    expect(leaving()).toBe(false);
  });

  it("go on by themselves when the connection is back", async () => {
    server.use(
      http.post(`${API}/recordings/`, () => HttpResponse.error(), { once: true }),
      accepted("Interview"),
    );
    const { router } = await choose(clip("interview.wav"));
    expect(await screen.findByText(/The connection was lost\./)).toBeVisible();
    expect(screen.getByRole("button", { name: "Try now" })).toBeVisible();
    act(() => void dispatchEvent(new Event("online")));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });

  it("do not send again what had arrived when the answer was lost", async () => {
    let arrived = false;
    server.use(
      http.get(`${API}/recordings/`, ({ request }) => {
        const asked = new URL(request.url).searchParams.has("sha256");
        return pageOf(asked && arrived ? [makeRecording()] : []);
      }),
      http.post(`${API}/recordings/`, () => {
        expect(arrived).toBe(false);
        arrived = true;
        return HttpResponse.error();
      }),
    );
    const { user, router } = await choose(clip("interview.wav"));
    await user.click(await screen.findByRole("button", { name: "Try now" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });

  it("leave out what is no recording, and tell", async () => {
    let sent = 0;
    server.use(accepted("Song", () => (sent += 1)));
    const { user } = renderRoute("/");
    const folder = [
      clip("song.wav"),
      new File(["x"], "cover.jpg", { type: "image/jpeg" }),
      new File(["x"], "notes.txt", { type: "text/plain" }),
      new File(["x"], ".DS_Store"),
    ];
    await user.upload(screen.getByLabelText("Folder to analyse"), folder);
    expect(await screen.findByText(/2 files were left out/)).toHaveTextContent("cover.jpg, notes.txt");
    await waitFor(() => expect(sent).toBe(1));
  });

  it("come by a drop anywhere on the page", async () => {
    server.use(accepted("Interview"));
    const { router } = renderRoute("/");
    const dataTransfer = { types: ["Files"], files: [clip("dropped.wav")], items: [] };
    fireEvent.dragOver(document.body, { dataTransfer });
    expect(screen.getByText("Let go to add them")).toBeVisible();
    fireEvent.drop(document.body, { dataTransfer });
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });

  it("are sent unseen where the browser cannot hash", async () => {
    vi.stubGlobal("Worker", undefined);
    server.use(accepted("Interview"));
    const { router } = await choose(clip("interview.wav"));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a1"));
  });
});
