import { act, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { deleteOwnTakes, listOwnTakes, saveTake } from "@/features/recorder/take-store";
import { rememberAccount } from "@/lib/account";
import * as afresh from "@/lib/start-afresh";
import { AccountsSite, PERSON } from "@/testing/accounts";
import { FakeSocket } from "@/testing/fake-socket";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

type User = ReturnType<typeof renderRoute>["user"];

const take = (id: string, owner: string) => ({
  id,
  owner,
  title: "A thought",
  type: "audio/webm",
  startedAt: 1,
  elapsed: 3,
  pieces: 1,
});

/** The session ends at the site; the page hears of it by the next thing it asks. */
async function endSession(site: AccountsSite) {
  site.signedIn = false;
  await waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(0));
  act(() => FakeSocket.latest.drop(4401));
  return screen.findByRole("dialog", { name: "Please sign in again" });
}

async function signInAgain(user: User, dialog: HTMLElement) {
  await user.type(within(dialog).getByLabelText("Password"), "three quiet rivers");
  await user.click(within(dialog).getByRole("button", { name: "Sign in" }));
}

describe("a session that ends while one works", () => {
  it("asks for the password over the page, which stays as it is", async () => {
    const site = new AccountsSite({ signedIn: true });
    const { user } = renderRoute("/library");
    const search = await screen.findByLabelText("Search titles and transcripts");
    await user.type(search, "half a thought");
    const dialog = await endSession(site);
    expect(within(dialog).getByLabelText("Password")).toHaveFocus();
    expect(within(dialog).getByLabelText("E-mail")).toHaveValue(PERSON.email);
    expect(within(dialog).getByLabelText("E-mail")).toHaveAttribute("readonly");
    await expectNoAxeViolations(dialog);
    await user.keyboard("{Escape}");
    expect(dialog).toBeVisible();
    await signInAgain(user, dialog);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(search).toHaveValue("half a thought");
  });

  it("is noticed by any answer, and the line opens again afterwards", async () => {
    const site = new AccountsSite({ signedIn: true });
    const { user, router } = renderRoute("/library");
    await screen.findByLabelText("Search titles and transcripts");
    site.signedIn = false;
    server.use(
      http.get(`${API}/engines/`, () =>
        site.signedIn ? undefined : refusal(401, "not_authenticated", "Please sign in first."),
      ),
    );
    await act(() => router.navigate("/models"));
    const dialog = await screen.findByRole("dialog", { name: "Please sign in again" });
    const lines = FakeSocket.all.length;
    await signInAgain(user, dialog);
    await waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(lines));
    expect(await screen.findByRole("heading", { name: "Models" })).toBeVisible();
  });

  it("keeps uploads waiting, and sends them once somebody is in again", async () => {
    const site = new AccountsSite({ signedIn: true });
    const { user } = renderRoute("/");
    const input = await screen.findByLabelText("Files to analyse");
    await screen.findByRole("button", { name: /^Account/ });
    site.signedIn = false;
    await user.upload(input, new File(["sound"], "talk.wav", { type: "audio/wav" }));
    expect(await screen.findByText(/Waits until you are signed in again/)).toBeInTheDocument();
    const sent = vi.fn();
    server.use(
      http.post(`${API}/recordings/`, () => {
        sent();
        return refusal(400, "empty_audio", "The file holds no sound.");
      }),
    );
    await signInAgain(user, await screen.findByRole("dialog", { name: "Please sign in again" }));
    await waitFor(() => expect(sent).toHaveBeenCalledTimes(1));
  });

  it("lets somebody else in only by a page that knows nothing of the first", async () => {
    const start = vi.spyOn(afresh, "startAfresh").mockReturnValue();
    const site = new AccountsSite({ signedIn: true });
    const { user } = renderRoute("/library");
    await screen.findByLabelText("Search titles and transcripts");
    const dialog = await endSession(site);
    await user.click(within(dialog).getByRole("button", { name: "Sign in as somebody else" }));
    expect(start).toHaveBeenCalledWith("/sign-in");
  });

  it("shows nothing more when another tab has signed in as somebody else", async () => {
    const start = vi.spyOn(afresh, "startAfresh").mockReturnValue();
    const site = new AccountsSite({ signedIn: true });
    renderRoute("/library");
    await screen.findByLabelText("Search titles and transcripts");
    server.use(
      http.get(`${API}/session/`, () =>
        HttpResponse.json({ ...site.session(), user: { ...PERSON, id: 8, email: "bob@example.org" } }),
      ),
    );
    act(() => FakeSocket.latest.drop(4401));
    await waitFor(() => expect(start).toHaveBeenCalledWith("/"));
    expect(screen.queryByLabelText("Search titles and transcripts")).toBeNull();
  });
});

describe("what this browser keeps", () => {
  beforeEach(async () => {
    for (const user of ["7", "8"]) {
      rememberAccount({ accounts: "required", user });
      await deleteOwnTakes();
    }
  });

  it("is offered to the one whose it is, and to nobody else", async () => {
    new AccountsSite({ signedIn: true });
    await saveTake(take("mine", "7"));
    await saveTake(take("theirs", "8"));
    renderRoute("/");
    const unsent = await screen.findByRole("region", { name: "Recordings not sent" });
    expect(within(unsent).getAllByRole("listitem")).toHaveLength(1);
  });

  it("may stay or go when one signs out", async () => {
    const start = vi.spyOn(afresh, "startAfresh").mockReturnValue();
    const site = new AccountsSite({ signedIn: true });
    await saveTake(take("mine", "7"));
    const { user } = renderRoute("/models");
    await user.click(await screen.findByRole("button", { name: `Account: ${PERSON.email}` }));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Sign out now?" });
    expect(dialog).toHaveTextContent("1 recording was not sent.");
    await expectNoAxeViolations(dialog);
    await user.click(within(dialog).getByRole("button", { name: "Sign out, delete recordings" }));
    await waitFor(() => expect(start).toHaveBeenCalledWith("/sign-in"));
    expect(site.signedIn).toBe(false);
    rememberAccount({ accounts: "required", user: "7" });
    expect(await listOwnTakes()).toEqual([]);
  });

  it("asks nothing where nothing is left behind", async () => {
    const start = vi.spyOn(afresh, "startAfresh").mockReturnValue();
    new AccountsSite({ signedIn: true });
    const { user } = renderRoute("/models");
    await user.click(await screen.findByRole("button", { name: /^Account/ }));
    expect(await screen.findByText("Signed in as")).toBeVisible();
    await user.click(screen.getByRole("menuitem", { name: "Sign out" }));
    await waitFor(() => expect(start).toHaveBeenCalledWith("/sign-in"));
    expect(localStorage.getItem("undertone.account")).toBe('{"accounts":"required","user":null}');
  });
});

describe("before the site has said who is there", () => {
  it("waits with the page where nobody was in, and with nothing on a machine without accounts", async () => {
    server.use(http.get(`${API}/session/`, () => new Promise<never>(() => undefined)));
    rememberAccount({ accounts: "required", user: null });
    const first = renderRoute("/nowhere");
    await act(() => Promise.resolve());
    expect(screen.queryByRole("main")).toBeNull();
    first.unmount();
    rememberAccount({ accounts: "local", user: null });
    renderRoute("/nowhere");
    expect(await screen.findByRole("main")).toBeVisible();
  });
});
