import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { RouteObject } from "react-router";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect } from "vitest";

import { Providers } from "@/app/providers";
import { pagesWith } from "@/app/router";

/** Opens an address of the page, as a browser would; a test may bring pages of its own. */
export function renderRoute(address: string, pages: readonly RouteObject[] = []) {
  const router = createMemoryRouter(pagesWith(pages), { initialEntries: [address] });
  const user = userEvent.setup();
  const view = render(
    <Providers>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { user, router, ...view };
}

/** Colour is measured in palette.test.ts: jsdom paints nothing. */
export async function expectNoAxeViolations(container: Element): Promise<void> {
  const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
