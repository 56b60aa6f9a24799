import { screen, waitFor } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it } from "vitest";

import { makeAnalysis, makeRecording } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, pageOf, refusal, server } from "@/testing/server";

describe("the Library page", () => {
  it("lists recordings with how they read, without accessibility violations", async () => {
    const { container } = renderRoute("/library");
    expect(await screen.findByRole("link", { name: "Interview" })).toHaveAttribute("href", "/analyses/a1");
    expect(screen.getByRole("list", { name: "Recordings" })).toHaveTextContent("Sad62 %");
    expect(screen.getByText("1 recording")).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("asks the site for what is searched and filtered, and keeps it in the address", async () => {
    const asked: string[] = [];
    server.use(
      http.get(`${API}/recordings/`, ({ request }) => {
        asked.push(new URL(request.url).search);
        return pageOf([makeRecording()]);
      }),
    );
    const { user, router } = renderRoute("/library?page=3");
    await user.type(await screen.findByLabelText("Search titles and transcripts"), "harbour");
    await waitFor(() => expect(router.state.location.search).toBe("?search=harbour"));
    await user.selectOptions(screen.getByLabelText("Reads as"), "Sad");
    await user.selectOptions(screen.getByLabelText("State"), "Done");
    await waitFor(() => expect(asked.at(-1)).toBe("?search=harbour&emotion=sad&status=done"));
    expect(screen.getByLabelText("Search titles and transcripts")).toHaveValue("harbour");
  });

  it("turns pages", async () => {
    server.use(
      http.get(`${API}/recordings/`, ({ request }) =>
        new URL(request.url).searchParams.get("page") === "2"
          ? pageOf([makeRecording({ title: "The older one" })], { previous: "…" })
          : pageOf([makeRecording()], { next: "…" }),
      ),
    );
    const { user } = renderRoute("/library");
    await user.click(await screen.findByRole("button", { name: "Older" }));
    expect(await screen.findByRole("link", { name: "The older one" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Older" })).toBeDisabled();
  });

  it("invites to the first recording when it is empty", async () => {
    server.use(http.get(`${API}/recordings/`, () => pageOf([])));
    renderRoute("/library");
    expect(await screen.findByText("The library is empty")).toBeVisible();
    expect(screen.getByRole("link", { name: "New recording" })).toHaveAttribute("href", "/");
  });

  it("says when nothing matches, and shows everything again", async () => {
    server.use(
      http.get(`${API}/recordings/`, ({ request }) =>
        pageOf(new URL(request.url).search === "" ? [makeRecording()] : []),
      ),
    );
    const { user } = renderRoute("/library?search=nothing");
    await user.click(await screen.findByRole("button", { name: "Show everything" }));
    expect(await screen.findByRole("link", { name: "Interview" })).toBeVisible();
    expect(screen.getByLabelText("Search titles and transcripts")).toHaveValue("");
  });

  it("shows failures and silence for what they are", async () => {
    const failed = makeAnalysis({ status: "failed", overall: null });
    server.use(http.get(`${API}/recordings/`, () => pageOf([makeRecording({ analysis: failed })])));
    renderRoute("/library");
    expect(await screen.findByRole("list", { name: "Recordings" })).toHaveTextContent("Failed");
  });

  it("says when it cannot be loaded", async () => {
    server.use(http.get(`${API}/recordings/`, () => refusal(400, "invalid", "That filter is unknown.")));
    renderRoute("/library");
    expect(await screen.findByRole("alert")).toHaveTextContent("That filter is unknown.");
  });
});
