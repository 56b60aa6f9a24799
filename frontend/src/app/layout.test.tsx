import { act, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, server } from "@/testing/server";

describe("the frame of every page", () => {
  it("leads to every page that exists, and says what the product is not for", async () => {
    renderRoute("/models");
    const links = await screen.findAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "#main",
      "/",
      "/",
      "/library",
      "/models",
      "/settings",
    ]);
    expect(screen.getByText(/Not for decisions about people at work or in education/)).toBeVisible();
    expect(screen.getByText(/Not a medical device/)).toBeVisible();
  });

  it("changes the theme, one after the other, and remembers it", async () => {
    const { user } = renderRoute("/nowhere");
    await user.click(await screen.findByRole("button", { name: "Theme: System" }));
    expect(localStorage.getItem("undertone.theme")).toBe("light");
    await user.click(screen.getByRole("button", { name: "Theme: Light" }));
    expect(document.documentElement).toHaveAttribute("data-theme", "dark");
    expect(localStorage.getItem("undertone.theme")).toBe("dark");
    await user.click(screen.getByRole("button", { name: "Theme: Dark" }));
    expect(localStorage.getItem("undertone.theme")).toBeNull();
  });

  it("says when the device is offline", async () => {
    renderRoute("/nowhere");
    await screen.findByRole("heading");
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    act(() => void dispatchEvent(new Event("offline")));
    expect(screen.getByText(/This device is offline/)).toBeVisible();
  });

  it("says of what could not be fetched that it is not on the device while there is no connection", async () => {
    server.use(http.get(`${API}/models/`, () => HttpResponse.error()));
    renderRoute("/models");
    const failed = "The models could not be loaded";
    expect(await screen.findByText(failed)).toBeVisible();
    const line = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    act(() => void dispatchEvent(new Event("offline")));
    expect(screen.getByText(/This is not kept on this device/)).toBeVisible();
    expect(screen.queryByText(failed)).toBeNull();
    line.mockReturnValue(true);
    act(() => void dispatchEvent(new Event("online")));
    expect(screen.getByText(failed)).toBeVisible();
  });

  it("says when the site is silent, and when it answers again", async () => {
    const unheard = http.get(`${API}/models/`, () => HttpResponse.error());
    server.use(unheard);
    const { user } = renderRoute("/models");
    expect(await screen.findByText(/Undertone is not answering/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try now" }));
    await waitFor(() => expect(screen.queryByText(/Undertone is not answering/)).toBeNull());
  });

  it("keeps a page that breaks from taking the frame with it", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const Broken = () => {
      throw new Error("the axis has no labels");
    };
    const { container } = renderRoute("/broken", [{ path: "broken", element: <Broken /> }]);
    expect(await screen.findByRole("heading", { name: "This page stopped working." })).toBeVisible();
    expect(screen.getByRole("link", { name: "Library" })).toBeVisible();
    expect(screen.getByText(/the axis has no labels/)).toBeInTheDocument();
    await expectNoAxeViolations(container);
  });

  it("tells a page that could not be fetched from one that broke", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const lazy = () =>
      Promise.reject(new TypeError("Failed to fetch dynamically imported module: /assets/x.js"));
    renderRoute("/late", [{ path: "late", lazy }]);
    expect(await screen.findByRole("heading", { name: "This page could not be fetched." })).toBeVisible();
    expect(screen.getByText(/was just updated/)).toBeVisible();
  });

  it("designs the address that leads nowhere", async () => {
    const { container } = renderRoute("/nowhere");
    expect(await screen.findByRole("heading", { name: "There is nothing at this address." })).toBeVisible();
    await expectNoAxeViolations(container);
  });
});
