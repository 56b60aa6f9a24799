import { act, screen, waitFor } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it, vi } from "vitest";

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
    await user.selectOptions(screen.getByLabelText("Status"), "Done");
    await waitFor(() => expect(asked.at(-1)).toBe("?search=harbour&emotion=sad&status=done"));
    expect(screen.getByLabelText("Search titles and transcripts")).toHaveValue("harbour");
  });

  it("loses no letter and no filter that come while the address is still changing", async () => {
    const { user, router } = renderRoute("/library");
    const search = await screen.findByLabelText("Search titles and transcripts");
    const navigate = router.navigate.bind(router);
    const late: (() => void)[] = [];
    vi.spyOn(router, "navigate").mockImplementation((...to: unknown[]) => {
      late.push(() => void (navigate as (...to: unknown[]) => Promise<void>)(...to));
      return Promise.resolve();
    });
    await user.type(search, "harb");
    await waitFor(() => expect(late).toHaveLength(1));
    await user.type(search, "our");
    act(() => late.shift()?.());
    await waitFor(() => expect(router.state.location.search).toBe("?search=harb"));
    expect(search).toHaveValue("harbour");
    await waitFor(() => expect(late).toHaveLength(1));
    await user.selectOptions(screen.getByLabelText("Reads as"), "Sad");
    await user.selectOptions(screen.getByLabelText("Status"), "Done");
    for (const go of late) act(go);
    await waitFor(() => expect(router.state.location.search).toBe("?search=harbour&emotion=sad&status=done"));
    expect(search).toHaveValue("harbour");
  });

  it("filters by model and days, sorts, and reads all of it from the address", async () => {
    const asked: URLSearchParams[] = [];
    server.use(
      http.get(`${API}/recordings/`, ({ request }) => {
        asked.push(new URL(request.url).searchParams);
        return pageOf([makeRecording()]);
      }),
    );
    const { user, router } = renderRoute("/library?from=2026-11-01&order=title");
    await user.selectOptions(await screen.findByLabelText("Model"), await screen.findByText("voice-words"));
    await user.type(screen.getByLabelText("To"), "2026-11-02");
    await waitFor(() => expect(asked.at(-1)?.has("created_to")).toBe(true));
    const [from, to] = [asked.at(-1)?.get("created_from") ?? "", asked.at(-1)?.get("created_to") ?? ""];
    expect(new Date(to).getTime() - new Date(from).getTime()).toBe(2 * 24 * 3600 * 1000);
    expect([asked.at(-1)?.get("model"), asked.at(-1)?.get("ordering")]).toEqual(["voice-words", "title"]);
    expect(router.state.location.search).toBe("?model=voice-words&from=2026-11-01&to=2026-11-02&order=title");
  });

  it("folds its filters away where there is no room, but not those at work", async () => {
    const { user, unmount } = renderRoute("/library?search=harbour");
    const more = await screen.findByRole("button", { name: "More filters" });
    expect(more).toHaveAttribute("aria-expanded", "false");
    await user.click(more);
    expect(screen.getByRole("button", { name: "Fewer filters" })).toHaveAttribute("aria-expanded", "true");
    unmount();
    renderRoute("/library?emotion=sad");
    expect(await screen.findByRole("button", { name: "Fewer filters" })).toBeVisible();
  });

  it("marks what was found and leads to the moment it was said", async () => {
    const hit = {
      title: [
        { text: "Inter", found: true },
        { text: "view", found: false },
      ],
      analysis: "a1",
      segment: 2,
      start_s: 63,
      text: [
        { text: "It was a long ", found: false },
        { text: "winter", found: true },
      ],
    };
    server.use(http.get(`${API}/recordings/`, () => pageOf([makeRecording({ hit })])));
    renderRoute("/library?search=winter");
    const moment = await screen.findByRole("link", { name: "Said at 1:03: open there" });
    expect(moment).toHaveAttribute("href", "/analyses/a1?segment=3");
    expect([...document.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual([
      "Inter",
      "winter",
    ]);
    expect(screen.getByText("1 recording found")).toBeVisible();
  });

  it("turns pages", async () => {
    server.use(
      http.get(`${API}/recordings/`, ({ request }) =>
        new URL(request.url).searchParams.get("page") === "2"
          ? pageOf([makeRecording({ title: "The older one" })], { count: 21 })
          : pageOf([makeRecording()], { count: 21 }),
      ),
    );
    const { user } = renderRoute("/library");
    await user.click(await screen.findByRole("button", { name: "Next" }));
    expect(await screen.findByRole("link", { name: "The older one" })).toBeVisible();
    expect(screen.getByText("Page 2 of 2")).toBeVisible();
    expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
  });

  it("invites to the first recording when it is empty", async () => {
    server.use(http.get(`${API}/recordings/`, () => pageOf([])));
    renderRoute("/library");
    expect(await screen.findByText("The library is empty")).toBeVisible();
    expect(screen.getByRole("link", { name: "New recording" })).toHaveAttribute("href", "/");
    expect(screen.queryByRole("searchbox")).not.toBeInTheDocument();
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
