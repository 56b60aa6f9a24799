import { act, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { expectNoAxeViolations, renderRoute } from "@/testing/render";

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

  it("changes the theme and remembers it", async () => {
    const { user } = renderRoute("/nowhere");
    await user.click(await screen.findByRole("button", { name: "Theme: As the system" }));
    await user.click(screen.getByRole("menuitem", { name: "Dark" }));
    expect(document.documentElement).toHaveAttribute("data-theme", "dark");
    expect(localStorage.getItem("undertone.theme")).toBe("dark");
    await user.click(screen.getByRole("button", { name: "Theme: Dark" }));
    await user.click(screen.getByRole("menuitem", { name: "As the system" }));
    expect(localStorage.getItem("undertone.theme")).toBeNull();
  });

  it("says when the device is offline", async () => {
    renderRoute("/nowhere");
    await screen.findByRole("heading");
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    act(() => void dispatchEvent(new Event("offline")));
    expect(screen.getByText(/This device is offline/)).toBeVisible();
  });

  it("designs the address that leads nowhere", async () => {
    const { container } = renderRoute("/nowhere");
    expect(await screen.findByRole("heading", { name: "There is nothing at this address." })).toBeVisible();
    await expectNoAxeViolations(container);
  });
});
