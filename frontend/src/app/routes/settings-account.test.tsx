import { act, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { NewToken, Token } from "@/api/generated/undertone";
import { AccountsSite, AUTH, flows, problem } from "@/testing/accounts";
import { FakeSocket } from "@/testing/fake-socket";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

const TOKEN: Token = {
  id: "t1",
  name: "night job",
  prefix: "ut_12ab",
  created_at: "2026-11-01T10:00:00Z",
  expires_at: "2031-02-01T10:00:00Z",
  last_used_at: "2026-11-20T10:00:00Z",
};

const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const HERE = { id: 1, user_agent: AGENT, ip: "10.0.0.1", created_at: 1_795_000_000, is_current: true };
const PHONE = {
  ...HERE,
  id: 2,
  user_agent:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
  is_current: false,
};

const ok = (data: unknown) => HttpResponse.json({ status: 200, data });

const notProven = () =>
  HttpResponse.json(
    { status: 401, data: { flows: [{ id: "reauthenticate" }] }, meta: { is_authenticated: true } },
    { status: 401 },
  );

/** A site whose account has these tokens and is signed in at these places; what it was told stands in `told`. */
function theSite(tokens: Token[] = [], places = [HERE, PHONE]) {
  const told: unknown[] = [];
  let on = false;
  let shownPlaces = places;
  const site = new AccountsSite({ signedIn: true });
  server.use(
    http.get(`${AUTH}/auth/session`, () => ok({ user: { has_usable_password: true } })),
    http.get(`${AUTH}/auth/sessions`, () => ok(shownPlaces)),
    http.delete(`${AUTH}/auth/sessions`, async ({ request }) => {
      const { sessions } = (await request.json()) as { sessions: number[] };
      told.push({ sessions });
      shownPlaces = shownPlaces.filter(({ id }) => !sessions.includes(id));
      return ok(shownPlaces);
    }),
    http.get(`${AUTH}/account/authenticators`, () =>
      ok(
        on
          ? [
              { type: "totp", created_at: 1_795_000_000 },
              { type: "recovery_codes", unused_code_count: 10 },
            ]
          : [],
      ),
    ),
    http.get(`${AUTH}/account/authenticators/totp`, () =>
      HttpResponse.json(
        {
          status: 404,
          meta: { secret: "ABCDEFGHIJKL", totp_url: "otpauth://totp/Undertone:ada?secret=ABCDEFGHIJKL" },
        },
        { status: 404 },
      ),
    ),
    http.post(`${AUTH}/account/authenticators/totp`, async ({ request }) => {
      const { code } = (await request.json()) as { code: string };
      if (code === "000000") return problem("incorrect_code", "code");
      on = true;
      return ok({ type: "totp" });
    }),
    http.delete(`${AUTH}/account/authenticators/totp`, () => {
      on = false;
      return ok(undefined);
    }),
    http.get(`${AUTH}/account/authenticators/recovery-codes`, () =>
      ok({ unused_codes: ["aaaa1111", "bbbb2222"] }),
    ),
    http.get(`${API}/tokens/`, () => HttpResponse.json(tokens)),
    http.post(`${API}/tokens/`, async ({ request }) => {
      const asked = (await request.json()) as { name: string; expires_days: number | null };
      told.push(asked);
      const made: NewToken = { ...TOKEN, id: "t2", name: asked.name, last_used_at: null, token: "ut_secret" };
      tokens.push(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.delete(`${API}/tokens/:id/`, ({ params }) => {
      told.push({ revoked: params.id });
      tokens.splice(0, tokens.length);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return { site, told };
}

describe("the account's part of the settings", () => {
  beforeEach(() => {
    theSite([{ ...TOKEN }]);
  });

  it("says who is signed in, and where, without accessibility violations", async () => {
    const { container } = renderRoute("/settings");
    expect(await screen.findByText("Signed in as ada@example.org")).toBeVisible();
    const places = await screen.findByRole("list", { name: "Where you are signed in" });
    expect(within(places).getByText("Firefox on Linux")).toBeVisible();
    expect(within(places).getByText("Safari on iPhone")).toBeVisible();
    expect(await screen.findByText(/Last used/)).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("stays as it is while the session has ended, with what was typed", async () => {
    const { site } = theSite();
    const { user } = renderRoute("/settings");
    const current = await screen.findByLabelText("Current password");
    await user.type(current, "three quiet");
    site.signedIn = false;
    act(() => FakeSocket.latest.drop(4401));
    const dialog = await screen.findByRole("dialog", { name: "Please sign in again" });
    await user.type(within(dialog).getByLabelText("Password"), "three quiet rivers");
    await user.click(within(dialog).getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(current).toBeVisible();
    expect(current).toHaveValue("three quiet");
  });

  it("says of no password that it is changed when the session had ended before", async () => {
    const { site } = theSite();
    server.use(http.post(`${AUTH}/account/password/change`, () => flows()));
    const { user } = renderRoute("/settings");
    await user.type(await screen.findByLabelText("Current password"), "three quiet rivers");
    await user.type(screen.getByLabelText("New password"), "four loud mountains");
    site.signedIn = false;
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByRole("dialog", { name: "Please sign in again" })).toBeVisible();
    expect(screen.queryByText("The password is changed.")).toBeNull();
  });

  it("ends the session in another place", async () => {
    const { told } = theSite();
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("button", { name: "Sign out: Safari on iPhone" }));
    expect(await screen.findByText("Signed out there.")).toBeVisible();
    expect(told).toEqual([{ sessions: [2] }]);
    await waitFor(() => expect(screen.queryByText("Safari on iPhone")).toBeNull());
  });

  it("changes the password, and keeps nothing of it on the page", async () => {
    server.use(
      http.post(`${AUTH}/account/password/change`, async ({ request }) => {
        const { current_password } = (await request.json()) as { current_password: string };
        return current_password === "wrong" ? problem("enter_current_password", "current_password") : ok({});
      }),
    );
    const { user } = renderRoute("/settings");
    const current = await screen.findByLabelText("Current password");
    await user.type(current, "wrong");
    await user.type(screen.getByLabelText("New password"), "four loud mountains");
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    await waitFor(() => expect(current).toHaveAccessibleDescription("This is not your current password."));
    await user.clear(current);
    await user.type(current, "three quiet rivers");
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByText("The password is changed.")).toBeVisible();
    expect(screen.getByLabelText("New password")).toHaveValue("");
  });

  it("switches the second step on by a code, and shows the recovery codes once", async () => {
    server.use(http.post(`${AUTH}/auth/reauthenticate`, () => ok({})));
    const { user, container } = renderRoute("/settings");
    await user.click(await screen.findByRole("button", { name: "Set up an app" }));
    const proof = await screen.findByRole("dialog", { name: "Is it still you?" });
    await user.type(within(proof).getByLabelText("Password"), "three quiet rivers");
    await user.click(within(proof).getByRole("button", { name: "Continue" }));
    expect(await screen.findByRole("img", { name: /QR code/ })).toBeVisible();
    expect(screen.getByText("ABCD EFGH IJKL")).toBeVisible();
    await user.type(screen.getByLabelText("Code"), "000000");
    await user.click(screen.getByRole("button", { name: "Switch on" }));
    await waitFor(() =>
      expect(screen.getByLabelText("Code")).toHaveAccessibleDescription(/This code is not right/),
    );
    await user.clear(screen.getByLabelText("Code"));
    await user.type(screen.getByLabelText("Code"), "123 456");
    await user.click(screen.getByRole("button", { name: "Switch on" }));
    expect(await screen.findByText("bbbb2222")).toBeVisible();
    await expectNoAxeViolations(container);
    await user.click(screen.getByRole("button", { name: "I have kept them" }));
    expect(screen.queryByText("bbbb2222")).toBeNull();
    expect(screen.getByText("10 recovery codes are left.")).toBeVisible();
  });

  it("asks for the password again, and goes on", async () => {
    let proven = false;
    server.use(
      // The site may know better than the page how old the proof is.
      http.get(`${AUTH}/account/authenticators/totp`, () => (proven ? undefined : notProven())),
      http.post(`${AUTH}/auth/reauthenticate`, async ({ request }) => {
        const { password } = (await request.json()) as { password: string };
        if (password === "wrong") return problem("incorrect_password", "password");
        proven = true;
        return ok({});
      }),
    );
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("button", { name: "Set up an app" }));
    const dialog = await screen.findByRole("dialog", { name: "Is it still you?" });
    await expectNoAxeViolations(dialog);
    const password = within(dialog).getByLabelText("Password");
    await user.type(password, "wrong");
    await user.click(within(dialog).getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(password).toHaveAccessibleDescription("This is not your password."));
    await user.clear(password);
    await user.type(password, "three quiet rivers");
    await user.click(within(dialog).getByRole("button", { name: "Continue" }));
    expect(await screen.findByText("ABCD EFGH IJKL")).toBeVisible();
  });

  it("lets one give that up", async () => {
    server.use(http.get(`${AUTH}/account/authenticators/totp`, notProven));
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("button", { name: "Set up an app" }));
    const dialog = await screen.findByRole("dialog", { name: "Is it still you?" });
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByRole("button", { name: "Set up an app" })).toBeVisible();
  });
});

it("says what could not be loaded, and asks again", async () => {
  theSite();
  server.use(http.get(`${AUTH}/auth/sessions`, () => HttpResponse.json({}, { status: 418 }), { once: true }));
  const { user } = renderRoute("/settings");
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Firefox on Linux")).toBeVisible();
});

describe("tokens", () => {
  it("are made with a name and an end, and shown this once", async () => {
    const { told } = theSite();
    const { user, container } = renderRoute("/settings");
    await user.type(await screen.findByLabelText("Name"), "night job");
    await user.selectOptions(screen.getByLabelText("Valid for"), "30 days");
    await user.click(screen.getByRole("button", { name: "Make a token" }));
    expect(await screen.findByRole("heading", { name: "Token “night job”" })).toHaveFocus();
    expect(screen.getByText("ut_secret")).toBeVisible();
    expect(screen.getByText(/emotion remote --server/)).toBeVisible();
    expect(screen.getByText(/curl -H/)).toBeVisible();
    expect(told).toEqual([{ name: "night job", expires_days: 30 }]);
    await expectNoAxeViolations(container);
    await user.click(screen.getByRole("button", { name: "I have copied it" }));
    expect(screen.queryByText("ut_secret")).toBeNull();
    expect(await screen.findByText(/Never used/)).toBeVisible();
  });

  it("may last until they are revoked", async () => {
    const { told } = theSite();
    const { user } = renderRoute("/settings");
    await user.type(await screen.findByLabelText("Name"), "backup");
    await user.selectOptions(screen.getByLabelText("Valid for"), "Until revoked");
    await user.click(screen.getByRole("button", { name: "Make a token" }));
    await waitFor(() => expect(told).toEqual([{ name: "backup", expires_days: null }]));
  });

  it("are revoked when one has said so twice", async () => {
    const { told } = theSite([{ ...TOKEN }]);
    const { user } = renderRoute("/settings");
    await user.click(await screen.findByRole("button", { name: "Revoke the token “night job”" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Revoke “night job”?" });
    expect(told).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Revoke" }));
    expect(await screen.findByText("The token “night job” was revoked.")).toBeVisible();
    expect(told).toEqual([{ revoked: "t1" }]);
  });
});
