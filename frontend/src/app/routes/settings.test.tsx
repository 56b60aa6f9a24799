import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, describe, expect, it } from "vitest";

import { chooseLanguage } from "@/lib/texts";
import { SETTINGS, STORAGE } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";

/** A site that stores what it is told, and everything it was told. */
function theSite(settings = SETTINGS) {
  const told: unknown[] = [];
  let stored = settings;
  server.use(
    http.get(`${API}/settings/`, () => HttpResponse.json(stored)),
    http.patch(`${API}/settings/`, async ({ request }) => {
      const change = (await request.json()) as Partial<typeof SETTINGS>;
      told.push(change);
      stored = { ...stored, ...change, retention_in_force_days: change.retention_days ?? null };
      return HttpResponse.json(stored);
    }),
  );
  return told;
}

describe("the Settings page", () => {
  afterEach(() => chooseLanguage("system"));

  it("shows everything, without accessibility violations", async () => {
    const { container } = renderRoute("/settings");
    expect(await screen.findByRole("table", { name: "By kind" })).toHaveTextContent("Uploaded files50 MB");
    expect(screen.getByText("53 MB in 12 recordings")).toBeVisible();
    expect(screen.getByText(/programs here need no token/)).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("speaks another language at once, keeps the focus, and remembers it", async () => {
    const { user } = renderRoute("/settings");
    await user.selectOptions(await screen.findByLabelText("Language"), "Deutsch");
    expect(await screen.findByRole("heading", { name: "Einstellungen" })).toBeVisible();
    expect(screen.getByLabelText("Sprache")).toHaveFocus();
    expect(screen.getByRole("link", { name: "Bibliothek" })).toBeVisible();
    expect(await screen.findByText("53 MB in 12 Aufnahmen")).toBeVisible();
    expect(document.documentElement).toHaveAttribute("lang", "de");
    expect(localStorage.getItem("undertone.language")).toBe("de");
  });

  it("changes the colours", async () => {
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(document.documentElement).toHaveAttribute("data-theme", "dark");
    await user.click(screen.getByRole("radio", { name: "System" }));
  });

  it("stores what a new analysis uses, as it is chosen", async () => {
    const told = theSite();
    const { user } = renderRoute("/settings");
    const engine = await screen.findByLabelText("Speech engine");
    await user.selectOptions(engine, await screen.findByRole("option", { name: "pocketsphinx" }));
    expect(await screen.findByText("Saved.")).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: /own average/ }));
    await waitFor(() => expect(told).toEqual([{ asr: "pocketsphinx" }, { speaker_baseline: false }]));
    expect(screen.getByRole("option", { name: "faster-whisper (not usable here)" })).toBeDisabled();
  });

  it("limits how long recordings stay, and asks first where some would go at once", async () => {
    const told = theSite();
    let older = 3;
    server.use(
      http.get(`${API}/recordings/`, ({ request }) =>
        pageOf([], { count: new URL(request.url).searchParams.has("created_to") ? older : 12 }),
      ),
    );
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("radio", { name: "Delete after" }));
    await user.clear(screen.getByLabelText("Days"));
    await user.type(screen.getByLabelText("Days"), "14");
    await user.click(screen.getByRole("button", { name: "Save" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Delete 3 recordings within the hour?" });
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(told).toEqual([]);
    older = 0;
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Current rule: deleted 14 days after they were made.")).toBeVisible();
    expect(told).toEqual([{ retention_days: 14 }]);
  });

  it("shows what goes next, and when", async () => {
    theSite({ ...SETTINGS, retention_days: 30, retention_in_force_days: 30, retention_server_days: 60 });
    const next = [{ id: "r1", title: "Interview", at: "2026-12-20T21:00:00Z" }];
    server.use(
      http.get(`${API}/storage/`, () =>
        HttpResponse.json({ ...STORAGE, next_to_expire: next, expiring_within_week: 1 }),
      ),
    );
    renderRoute("/settings");
    expect(await screen.findByText("Interview: on Dec 20, 2026")).toBeVisible();
    expect(screen.getByText(/1 recording goes within a week/)).toBeVisible();
    expect(screen.getByText(/keeps nothing longer than 60 days/)).toBeVisible();
  });

  it("says why something was not saved", async () => {
    server.use(http.patch(`${API}/settings/`, () => refusal(400, "over_server_limit", "30 days at most.")));
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("checkbox", { name: /own average/ }));
    expect(await screen.findByText("Not saved. 30 days at most.")).toBeVisible();
  });

  it("takes everything away by a form", async () => {
    renderRoute("/settings");
    const form = (await screen.findByRole("button", { name: "Download everything" })).closest("form");
    if (!form) throw new Error("no form");
    const fields = new FormData(form);
    expect([fields.get("all"), fields.get("analyses")]).toEqual(["true", "every"]);
    expect(fields.getAll("formats")).toEqual(["json", "csv", "media"]);
  });

  it("says when it cannot be loaded", async () => {
    server.use(http.get(`${API}/settings/`, () => refusal(400, "invalid", "Something is odd.")));
    renderRoute("/settings");
    expect(await screen.findByRole("alert")).toHaveTextContent("Something is odd.");
  });
});
