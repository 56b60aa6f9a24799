import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";

import { renderRoute } from "@/testing/render";

it("brings the focus to the heading of every page after the first", async () => {
  const { user } = renderRoute("/library");
  const library = await screen.findByRole("heading", { level: 1 });
  expect(library).not.toHaveFocus();
  await user.click(screen.getByRole("link", { name: "Models" }));
  await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Models" })).toHaveFocus());
  expect(document.title).toBe("Models · Undertone");
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Settings" })).toHaveFocus());
});
