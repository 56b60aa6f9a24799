import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { LABELS, makeAnalysis, makeDetail, MISSING_MODEL, MODEL, OTHER_MODEL } from "@/testing/data";

import { renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

/** jsdom's blobs cannot tell their text themselves. */
const textOf = (blob: Blob | undefined) =>
  new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(blob ?? new Blob());
  });

describe("what can be done with an analysis", () => {
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
    await waitFor(() => expect(screen.getByRole("button", { name: "Rename" })).toHaveFocus());
  });

  it("offers every export format of the site, and radar and timeline as pictures", async () => {
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Export" }));
    const links = screen.getAllByRole("menuitem").flatMap((item) => item.getAttribute("href") ?? []);
    expect(links).toEqual(
      ["json", "csv", "words.csv", "srt", "vtt", "textgrid"].map(
        (format) => `/api/v1/analyses/a1/export/${format}/`,
      ),
    );
    for (const picture of ["Radar as PNG", "Radar as SVG", "Timeline as PNG", "Timeline as SVG"])
      expect(screen.getByRole("menuitem", { name: picture })).toBeVisible();
  });

  it("saves the timeline as a drawing of its own, with names and axis", async () => {
    let saved: Blob | undefined;
    URL.createObjectURL = (blob) => {
      saved = blob as Blob;
      return "blob:drawing";
    };
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Export" }));
    await user.click(screen.getByRole("menuitem", { name: "Timeline as SVG" }));
    await waitFor(() => expect(saved).toBeDefined());
    const drawing = new DOMParser().parseFromString(await textOf(saved), "image/svg+xml");
    expect(drawing.querySelectorAll("[data-lane]")).toHaveLength(LABELS.length);
    expect(drawing.documentElement.textContent).toContain("Surprised");
    expect(document.querySelector("[data-lane]"), "nothing of it stays on the page").toBeNull();
  });

  it("prints a report of one page in place of the screen", async () => {
    const print = vi.fn(() => {
      dispatchEvent(new Event("beforeprint"));
      const report = within(screen.getByRole("article", { name: "Report" }));
      expect(report.getByRole("heading", { name: "Interview" })).toBeInTheDocument();
      expect(
        report.getByText("Reads as mostly sad (62 %). Voice reads as sad, words read as neutral."),
      ).toBeVisible();
      expect(report.getByText("You never told me")).toBeInTheDocument();
      expect(report.getByText(/abababab/)).toBeInTheDocument();
    });
    vi.stubGlobal("print", print);
    const { user } = renderRoute("/analyses/a1");
    await user.click(await screen.findByRole("button", { name: "Export" }));
    await user.click(screen.getByRole("menuitem", { name: /^Report/ }));
    expect(print).toHaveReturned();
    dispatchEvent(new Event("afterprint"));
    await waitFor(() => expect(screen.queryByRole("article", { name: "Report" })).not.toBeInTheDocument());
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

  it("takes the action units of the film before a model that reads faces begins, and says why it does not", async () => {
    const face = { ...MODEL, id: "au-mfcc", modalities: ["voice", "face"], needs: ["action_units"] };
    let given: FormData | undefined;
    server.use(
      http.get(`${API}/models/`, () => HttpResponse.json([MODEL, face])),
      http.post(
        `${API}/recordings/r1/action-units/`,
        () => refusal(400, "bad_action_units", "Line 2 has no number."),
        { once: true },
      ),
    );
    const { user, router } = renderRoute("/analyses/a1");
    const choose = async (name: string) => {
      await user.click(await screen.findByRole("button", { name: "Analyse again" }));
      await user.click(screen.getByRole("menuitem", { name: /^au-mfcc ?choose the film’s action units/ }));
      await user.upload(screen.getByLabelText(/^Action units of the film/), new File(["frame"], name));
    };
    await choose("broken.csv");
    expect(await screen.findByText("Not analysed. Line 2 has no number.")).toHaveAttribute("role", "alert");
    server.use(
      http.post(`${API}/recordings/r1/action-units/`, async ({ request }) => {
        given = await request.formData();
        return HttpResponse.json(makeDetail({ has_action_units: true }));
      }),
      http.post(`${API}/recordings/r1/analyses/`, async ({ request }) => {
        expect(await request.json()).toMatchObject({ model: "au-mfcc" });
        return HttpResponse.json(makeAnalysis({ id: "a2", model: "au-mfcc", status: "queued" }), {
          status: 201,
        });
      }),
    );
    await choose("face.csv");
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a2"));
    expect(given?.has("action_units")).toBe(true);
  });

  it("offers a model that reads films for films alone, and says why", async () => {
    const face = { ...MODEL, id: "efficient-face", modalities: ["face"], needs: ["video"] };
    server.use(http.get(`${API}/models/`, () => HttpResponse.json([MODEL, face])));
    const sound = renderRoute("/analyses/a1");
    await sound.user.click(await screen.findByRole("button", { name: "Analyse again" }));
    const item = screen.getByRole("menuitem", { name: /^efficient-face/ });
    expect(item).toHaveTextContent("reads films; this is only sound");
    expect(item).toHaveAttribute("aria-disabled", "true");
    sound.unmount();
    server.use(http.get(`${API}/recordings/:id/`, () => HttpResponse.json(makeDetail({ has_video: true }))));
    const film = renderRoute("/analyses/a1");
    await film.user.click(await screen.findByRole("button", { name: "Analyse again" }));
    expect(screen.getByRole("menuitem", { name: "efficient-face" })).not.toHaveAttribute("aria-disabled");
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
      ["/analyses/a0", "voice-words-concatFailed"],
    ]);
  });
});
