import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { AccountsSite, AUTH, flows, problem } from "@/testing/accounts";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

const signInAs = async (user: ReturnType<typeof renderRoute>["user"], password = "three quiet rivers") => {
  await user.type(await screen.findByLabelText("E-mail"), "ada@example.org");
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
};

describe("where people have to sign in", () => {
  it("leads to the sign-in from any page, and back to it", async () => {
    new AccountsSite();
    const { user, router, container } = renderRoute("/library?search=mood");
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
    expect(screen.getByLabelText("E-mail")).toHaveFocus();
    expect(screen.queryByRole("link", { name: "Library" })).toBeNull();
    await expectNoAxeViolations(container);
    await signInAs(user);
    expect(await screen.findByRole("heading", { name: "Library" })).toBeVisible();
    expect(router.state.location).toMatchObject({ pathname: "/library", search: "?search=mood" });
  });

  it("leads nowhere but into this site", async () => {
    new AccountsSite();
    const { user, router } = renderRoute("/sign-in?next=https%3A%2F%2Felsewhere.example%2Flibrary");
    await signInAs(user);
    await waitFor(() => expect(router.state.location.pathname).toBe("/"));
  });

  it("lets a password manager do its work, and shows the password on demand", async () => {
    new AccountsSite();
    const { user } = renderRoute("/sign-in");
    expect(await screen.findByLabelText("E-mail")).toHaveAttribute("autocomplete", "username");
    const password = screen.getByLabelText("Password");
    expect(password).toHaveAttribute("autocomplete", "current-password");
    expect(password).toHaveAttribute("type", "password");
    await user.click(screen.getByRole("button", { name: "Show the password" }));
    expect(password).toHaveAttribute("type", "text");
  });

  it("says of each field what is missing, and takes the focus there", async () => {
    new AccountsSite();
    const { user, container } = renderRoute("/sign-in");
    await user.type(await screen.findByLabelText("E-mail"), "ada@example.org");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    const password = screen.getByLabelText("Password");
    expect(password).toHaveFocus();
    expect(password).toHaveAccessibleDescription("Please fill this in.");
    expect(password).toBeInvalid();
    await expectNoAxeViolations(container);
  });

  it("does not tell whether it was the address or the password", async () => {
    new AccountsSite();
    const { user } = renderRoute("/sign-in");
    await signInAs(user, "wrong");
    expect(await screen.findByText("E-mail and password do not belong together.")).toBeVisible();
    expect(screen.getByLabelText("E-mail")).toHaveValue("ada@example.org");
  });

  it("says when there were too many attempts", async () => {
    new AccountsSite();
    server.use(http.post(`${AUTH}/auth/login`, () => HttpResponse.json({ status: 429 }, { status: 429 })));
    const { user } = renderRoute("/sign-in");
    await signInAs(user);
    expect(await screen.findByRole("alert")).toHaveTextContent("Too many attempts.");
  });

  it("asks for the second step, by the app or a recovery code", async () => {
    const site = new AccountsSite({ second: true });
    const { user, container } = renderRoute("/sign-in?next=/models");
    await signInAs(user);
    const code = await screen.findByLabelText("Code");
    expect(code).toHaveFocus();
    expect(code).toHaveAttribute("autocomplete", "one-time-code");
    await user.type(code, "000000");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(code).toHaveAccessibleDescription(/This code is not right/));
    await expectNoAxeViolations(container);
    await user.click(screen.getByRole("button", { name: "Use a recovery code" }));
    await user.type(await screen.findByLabelText("Recovery code"), "abcd 1234");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByRole("heading", { name: "Models" })).toBeVisible();
    expect(site.codes).toEqual(["000000", "abcd1234"]);
  });

  it("says when the address has to be confirmed first", async () => {
    new AccountsSite();
    server.use(http.post(`${AUTH}/auth/login`, () => flows("verify_email")));
    const { user } = renderRoute("/sign-in");
    await signInAs(user);
    expect(await screen.findByRole("heading", { name: "Check your mail" })).toHaveFocus();
  });

  it("offers other sites to sign in with, and says when that failed", async () => {
    new AccountsSite({ session: { providers: [{ id: "keycloak", name: "The Institute" }] } });
    renderRoute("/sign-in?next=/models&error=cancelled");
    const button = await screen.findByRole("button", { name: "Continue with The Institute" });
    const fields = new FormData(button.closest("form") ?? undefined);
    expect([fields.get("provider"), fields.get("process")]).toEqual(["keycloak", "login"]);
    expect(fields.get("callback_url")).toBe("/sign-in?next=%2Fmodels&by=provider");
    expect(screen.getByText(/Signing in there did not work/)).toBeVisible();
  });

  it("has no door on a machine without accounts", async () => {
    const { router } = renderRoute("/sign-in");
    await waitFor(() => expect(router.state.location.pathname).toBe("/"));
    expect(screen.queryByRole("button", { name: /^Account/ })).toBeNull();
  });

  it("says when the site cannot tell who is there", async () => {
    server.use(http.get(`${API}/session/`, () => refusal(400, "invalid", "Something is odd.")));
    renderRoute("/sign-in");
    const notice = await screen.findByRole("alert");
    expect(within(notice).getByText("Something is odd.")).toBeVisible();
  });
});

describe("who has no password yet", () => {
  it("makes an account, and is told to look into the mail", async () => {
    new AccountsSite({ session: { sign_up: "open", mail: true } });
    server.use(http.post(`${AUTH}/auth/signup`, () => flows("verify_email")));
    const { user, container } = renderRoute("/sign-in");
    await user.click(await screen.findByRole("link", { name: /Make an account/ }));
    await screen.findByRole("heading", { name: "Make an account" });
    await user.type(await screen.findByLabelText("E-mail"), "new@example.org");
    expect(screen.getByLabelText("Password")).toHaveAttribute("autocomplete", "new-password");
    await expectNoAxeViolations(container);
    await user.type(screen.getByLabelText("Password"), "three quiet rivers");
    await user.click(screen.getByRole("button", { name: "Make an account" }));
    expect(await screen.findByRole("heading", { name: "Check your mail" })).toBeVisible();
  });

  it("is told why a password is refused", async () => {
    new AccountsSite({ session: { sign_up: "open" } });
    server.use(http.post(`${AUTH}/auth/signup`, () => problem("password_too_common", "password")));
    const { user } = renderRoute("/sign-up");
    await user.type(await screen.findByLabelText("E-mail"), "new@example.org");
    await user.type(screen.getByLabelText("Password"), "password");
    await user.click(screen.getByRole("button", { name: "Make an account" }));
    expect(await screen.findByText(/Many people use this password/)).toBeVisible();
    expect(screen.getByLabelText("Password")).toHaveFocus();
  });

  it("finds the door closed where the server takes nobody", async () => {
    new AccountsSite();
    renderRoute("/sign-up");
    expect(await screen.findByText(/takes no new accounts/)).toBeVisible();
  });

  it("asks for a link to choose a new one, and learns nothing of who has an account", async () => {
    new AccountsSite({ session: { mail: true } });
    server.use(http.post(`${AUTH}/auth/password/request`, () => HttpResponse.json({ status: 200 })));
    const { user, container } = renderRoute("/sign-in");
    await user.click(await screen.findByRole("link", { name: "Forgot your password?" }));
    await screen.findByRole("heading", { name: "Forgot your password" });
    await user.type(await screen.findByLabelText("E-mail"), "who@example.org");
    await user.click(screen.getByRole("button", { name: "Send the link" }));
    expect(await screen.findByText(/If there is an account for who@example.org/)).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("is told when the server sends no mail", async () => {
    new AccountsSite();
    renderRoute("/sign-in/forgot");
    expect(await screen.findByText(/This server sends no mail/)).toBeVisible();
  });

  it("sets a new one by the link", async () => {
    new AccountsSite({ session: { mail: true } });
    server.use(
      http.get(`${AUTH}/auth/password/reset`, ({ request }) =>
        request.headers.get("X-Password-Reset-Key") === "k-1"
          ? HttpResponse.json({ status: 200, data: {} })
          : problem("invalid_password_reset", "key"),
      ),
      http.post(`${AUTH}/auth/password/reset`, () => flows()),
    );
    const { user, container } = renderRoute("/sign-in/reset/k-1");
    await user.type(await screen.findByLabelText("New password"), "three quiet rivers");
    await expectNoAxeViolations(container);
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    expect(await screen.findByRole("heading", { name: "The new password is set" })).toBeVisible();
  });

  it("is told when the link is worn", async () => {
    new AccountsSite();
    server.use(http.get(`${AUTH}/auth/password/reset`, () => problem("invalid_password_reset", "key")));
    renderRoute("/sign-in/reset/old");
    expect(await screen.findByRole("heading", { name: "This link no longer works" })).toHaveFocus();
    expect(screen.getByRole("link", { name: "Ask for another link" })).toBeVisible();
  });

  it("confirms the address by a click, not by opening the link", async () => {
    const site = new AccountsSite();
    server.use(
      http.post(`${AUTH}/auth/email/verify`, () => {
        site.signedIn = true;
        return HttpResponse.json({ status: 200 });
      }),
    );
    const { user, container } = renderRoute("/sign-in/verify/k-2");
    await user.click(await screen.findByRole("button", { name: "Confirm" }));
    expect(await screen.findByText("You are signed in.")).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("is told when that link is worn", async () => {
    new AccountsSite();
    server.use(http.post(`${AUTH}/auth/email/verify`, () => problem("invalid_or_expired_key", "key")));
    const { user } = renderRoute("/sign-in/verify/old");
    await user.click(await screen.findByRole("button", { name: "Confirm" }));
    expect(await screen.findByRole("heading", { name: "This link no longer works" })).toBeVisible();
  });
});
