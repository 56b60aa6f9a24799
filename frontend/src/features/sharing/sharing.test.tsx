import { fireEvent, screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import type { Link } from "@/api/generated/undertone";
import { makeLink } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

/** The site's side: keeps links, and what was asked of it. */
function serveLinks(links: Link[]) {
  const asked: unknown[] = [];
  server.use(
    http.get(`${API}/recordings/:id/links/`, () => HttpResponse.json(links)),
    http.post(`${API}/recordings/:id/links/`, async ({ request }) => {
      const body = (await request.json()) as { note: string; sound: boolean };
      asked.push(body);
      const made = makeLink({
        id: "l2",
        note: body.note,
        sound: body.sound,
        times_opened: 0,
        last_opened_at: null,
      });
      links.unshift(made);
      return HttpResponse.json({ ...made, url: "http://inner:8000/shared#s3cret" }, { status: 201 });
    }),
    http.delete(`${API}/recordings/:id/links/:link/`, ({ params }) => {
      links.splice(0, links.length, ...links.filter(({ id }) => id !== params.link));
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return asked;
}

async function openDialog() {
  const view = renderRoute("/analyses/a1");
  await view.user.click(await screen.findByRole("button", { name: "Share" }));
  return { ...view, dialog: await screen.findByRole("dialog", { name: "Share this analysis" }) };
}

describe("sharing an analysis", () => {
  it("makes a link and shows its address at the page's own host", async () => {
    const asked = serveLinks([]);
    const { user, dialog } = await openDialog();
    expect(within(dialog).getByText(/on this machine alone/)).toBeVisible();
    await user.selectOptions(within(dialog).getByLabelText("The link ends after"), "30 days");
    await user.type(within(dialog).getByLabelText("For whom"), " Dr. Meyer ");
    await user.click(within(dialog).getByLabelText(/The recording may be played/));
    await user.click(within(dialog).getByRole("button", { name: "Make a link" }));
    expect(await within(dialog).findByText(`${location.origin}/shared#s3cret`)).toBeVisible();
    expect(asked).toEqual([{ analysis: "a1", expires_days: 30, sound: false, note: "Dr. Meyer" }]);
    expect(await within(dialog).findByText(/without sound/)).toBeVisible();
    await expectNoAxeViolations(dialog);
  });

  it("makes one link of a double click", async () => {
    const asked = serveLinks([]);
    const { dialog } = await openDialog();
    const make = within(dialog).getByRole("button", { name: "Make a link" });
    // Both before the page is drawn anew.
    fireEvent.click(make, { detail: 1 });
    fireEvent.click(make, { detail: 2 });
    expect(await within(dialog).findByText("The link is ready")).toBeVisible();
    expect(asked).toHaveLength(1);
  });

  it("lists links with how often they were opened, and takes them back", async () => {
    serveLinks([
      makeLink(),
      makeLink({ id: "l3", note: "", analysis: "a9", times_opened: 0, last_opened_at: null }),
    ]);
    const { user, dialog } = await openDialog();
    const rows = await within(dialog).findAllByRole("listitem");
    expect(rows[0]).toHaveTextContent("Dr. Meyer");
    expect(rows[0]).toHaveTextContent("opened 3 times");
    expect(rows[1]).toHaveTextContent("not opened yet");
    expect(rows[1]).toHaveTextContent("shows another analysis");
    await user.click(within(dialog).getByRole("button", { name: "Take back: Dr. Meyer" }));
    expect(await within(dialog).findByText(/opens nothing any more/)).toBeVisible();
    expect(within(dialog).queryByText("Dr. Meyer")).not.toBeInTheDocument();
  });

  it("says why no link could be made", async () => {
    serveLinks([]);
    server.use(
      http.post(`${API}/recordings/:id/links/`, () =>
        refusal(409, "too_many_links", "This recording has 50 links already."),
      ),
    );
    const { user, dialog } = await openDialog();
    await user.click(within(dialog).getByRole("button", { name: "Make a link" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("50 links already");
  });
});
