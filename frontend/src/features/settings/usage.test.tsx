import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { LIMITS } from "@/testing/data";
import { expectNoAxeViolations, renderRoute } from "@/testing/render";
import { API, refusal, server } from "@/testing/server";

const serve = (quotas: Partial<typeof LIMITS.quotas>) =>
  server.use(
    http.get(`${API}/limits/`, () =>
      HttpResponse.json({ ...LIMITS, quotas: { ...LIMITS.quotas, ...quotas } }),
    ),
  );

const HOURS = { limit: 36_000, used: 5400, resets_at: "2026-12-01T00:00:00Z" };

describe("what one may use", () => {
  it("is shown with what is used and when the count starts again", async () => {
    serve({ audio_seconds_per_month: HOURS, storage_bytes: { limit: 50 * 2 ** 30, used: 50 * 2 ** 30 } });
    const { container } = renderRoute("/settings");
    const table = await screen.findByRole("table", { name: "What you may use" });
    expect(within(table).getByText(/1.h 30.min of 10.h/)).toBeVisible();
    expect(within(table).getByText(/50.GB of 50.GB/)).toBeVisible();
    expect(within(table).getByText("0, without a limit")).toBeVisible();
    expect(screen.getByText(/starts again on Dec 1, 2026/)).toBeVisible();
    await expectNoAxeViolations(container);
  });

  it("is not there where nothing is limited", async () => {
    renderRoute("/settings");
    await screen.findByRole("heading", { name: "Storage" });
    expect(screen.queryByRole("heading", { name: "What you may use" })).not.toBeInTheDocument();
  });

  it("can be asked for again where it could not be told", async () => {
    server.use(http.get(`${API}/limits/`, () => refusal(403, "permission_denied", "No."), { once: true }));
    const { user } = renderRoute("/settings");
    const title = await screen.findByText("Your usage could not be loaded");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("heading", { name: "Storage" });
    expect(title).not.toBeInTheDocument();
  });

  it("is said before anything is chosen", async () => {
    serve({ audio_seconds_per_month: HOURS });
    localStorage.setItem("undertone.welcomed", "1");
    renderRoute("/");
    expect(await screen.findByText(/This month 8.h 30.min of your 10.h of audio are left/)).toBeVisible();
    localStorage.clear();
  });
});
