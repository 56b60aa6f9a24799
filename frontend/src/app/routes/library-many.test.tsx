import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { makeAnalysis, makeRecording } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";

const rows = ["One", "Two", "Three", "Four", "Five"].map((title, place) =>
  makeRecording({ id: `r${place}`, title, analysis: makeAnalysis({ id: `a${place}` }) }),
);

const box = (title: string) => screen.getByRole("checkbox", { name: `Select ${title}` });

const chosen = () =>
  screen
    .getAllByRole<HTMLInputElement>("checkbox")
    .filter((each) => each.checked)
    .map((each) => each.getAttribute("aria-label")?.replace("Select ", ""));

async function open(address = "/library") {
  const view = renderRoute(address);
  await screen.findByRole("checkbox", { name: "Select One" });
  return view;
}

describe("selecting many in the Library", () => {
  beforeEach(() => server.use(http.get(`${API}/recordings/`, () => pageOf(rows, { count: 30 }))));

  it("takes single rows, a range with Shift, the page, and all that match", async () => {
    const { user, container } = await open("/library?emotion=sad");
    await user.click(box("Two"));
    await user.keyboard("{Shift>}");
    await user.click(box("Four"));
    await user.keyboard("{/Shift}");
    expect(chosen()).toEqual(["Two", "Three", "Four"]);
    expect(screen.getByText("3 selected")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Select this page" }));
    expect(screen.getByText("5 selected")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Select all 30" }));
    expect(screen.getByText("30 selected")).toBeVisible();
    await expectNoAxeViolations(container);
    await user.click(box("Two"));
    expect(chosen()).toEqual(["One", "Three", "Four", "Five"]);
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(screen.queryByText(/\d selected/)).toBeNull();
  });

  it("works by keyboard alone", async () => {
    const { user, router } = await open();
    await user.keyboard("/");
    expect(screen.getByLabelText("Search titles and transcripts")).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(box("One")).toHaveFocus();
    await user.keyboard("{ArrowDown} {Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(chosen()).toEqual(["Two", "Three", "Four"]);
    await user.keyboard("{Escape}");
    expect(chosen()).toEqual([]);
    await user.keyboard("{Control>}a{/Control}");
    expect(chosen()).toHaveLength(5);
    await user.keyboard("{End}{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyses/a4"));
  });

  it("forgets the selection under another filter", async () => {
    const { user } = await open();
    await user.click(box("One"));
    await user.selectOptions(screen.getByLabelText("Reads as"), "Sad");
    await waitFor(() => expect(chosen()).toEqual([]));
  });

  it("compares two to four that have a result", async () => {
    const { user } = await open();
    await user.click(box("One"));
    expect(screen.getByRole("button", { name: "Compare" })).toBeDisabled();
    await user.click(box("Three"));
    expect(screen.getByRole("link", { name: "Compare" })).toHaveAttribute("href", "/compare?ids=a0,a2");
  });

  it("deletes, says until when it can be undone, and undoes it", async () => {
    const asked: unknown[] = [];
    server.use(
      http.post(`${API}/recordings/delete/`, async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ id: "d1", count: 30, restorable_until: "2026-11-28T21:00:00Z" });
      }),
      http.post(`${API}/recordings/restore/`, async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ count: 30 });
      }),
    );
    const { user } = await open("/library?search=winter&from=2026-11-01");
    await user.click(screen.getByRole("button", { name: "Select this page" }));
    await user.click(screen.getByRole("button", { name: "Select all 30" }));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    expect(
      await screen.findByText(/30 recordings deleted. They can be restored until Nov 28, 2026/),
    ).toBeVisible();
    expect(asked[0]).toMatchObject({ all: true, search: "winter" });
    expect(screen.queryByText(/\d selected/)).toBeNull();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText("30 recordings are back.")).toBeVisible();
    expect(asked[1]).toEqual({ deletion: "d1" });
  });

  it("deletes by the Delete key what is selected, by its ids", async () => {
    let asked: unknown = null;
    server.use(
      http.post(`${API}/recordings/delete/`, async ({ request }) => {
        asked = await request.json();
        return HttpResponse.json({ id: "d1", count: 1, restorable_until: "2026-11-28T21:00:00Z" });
      }),
    );
    const { user } = await open();
    await user.click(box("Three"));
    await user.keyboard("{Delete}");
    await waitFor(() => expect(asked).toEqual({ ids: ["r2"] }));
  });

  it("says when deleting did not work", async () => {
    server.use(
      http.post(`${API}/recordings/delete/`, () => refusal(400, "no_selection", "Nothing is selected.")),
    );
    const { user } = await open();
    await user.click(box("Three"));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    expect(await screen.findByText(/That did not work. Nothing is selected./)).toBeVisible();
  });

  it("exports by a form that names recordings and formats", async () => {
    const { user } = await open();
    await user.click(box("Two"));
    await user.click(screen.getByRole("button", { name: "Export" }));
    const dialog = screen.getByRole("dialog", { name: "Export 1 recording" });
    await user.click(within(dialog).getByRole("checkbox", { name: /Subtitles \(SRT\)/ }));
    const form = dialog.querySelector("form");
    if (!form) throw new Error("no form");
    expect(form).toHaveAttribute("action", `${API}/recordings/archive/`);
    expect(form).toHaveAttribute("method", "post");
    const fields = new FormData(form);
    expect([fields.getAll("ids"), fields.getAll("formats")]).toEqual([["r1"], ["json", "csv", "srt"]]);
    await expectNoAxeViolations(dialog);
    for (const name of [/JSON/, /segments/, /SRT/])
      await user.click(within(dialog).getByRole("checkbox", { name }));
    await user.click(within(dialog).getByRole("button", { name: "Download" }));
    expect(within(dialog).getByRole("alert")).toHaveTextContent("Choose at least one.");
  });
});

describe("what was deleted lately", () => {
  const deleted = {
    ...rows[0],
    deleted_at: "2026-11-20T21:00:00Z",
    deletion: "d1",
    restorable_until: "2026-11-27T21:00:00Z",
  };

  it("is listed with its last day, and comes back", async () => {
    let asked: unknown = null;
    server.use(
      http.get(`${API}/recordings/deleted/`, () => pageOf(asked ? [] : [deleted])),
      http.post(`${API}/recordings/restore/`, async ({ request }) => {
        asked = await request.json();
        return HttpResponse.json({ count: 1 });
      }),
    );
    const { user, container } = renderRoute("/library/deleted");
    expect(await screen.findByText("gone for good on Nov 27, 2026")).toBeVisible();
    expect(await screen.findByText(/can be restored for 7 days/)).toBeVisible();
    await expectNoAxeViolations(container);
    await user.click(screen.getByRole("button", { name: "Restore One" }));
    expect(await screen.findByText("Nothing was deleted lately")).toBeVisible();
    expect(asked).toEqual({ ids: ["r0"] });
  });

  it("can be let go for good, after a question", async () => {
    let gone = false;
    server.use(
      http.get(`${API}/recordings/deleted/`, () => pageOf(gone ? [] : [deleted])),
      http.delete(`${API}/recordings/deleted/`, () => {
        gone = true;
        return HttpResponse.json({ count: 1 });
      }),
    );
    const { user } = renderRoute("/library/deleted");
    await user.click(await screen.findByRole("button", { name: "Delete all for good" }));
    expect(gone).toBe(false);
    const dialog = screen.getByRole("alertdialog", { name: "Delete all of this for good?" });
    await user.click(within(dialog).getByRole("button", { name: "Delete all for good" }));
    expect(await screen.findByText("Nothing was deleted lately")).toBeVisible();
  });
});
