import type { RouteObject } from "react-router";
import { createBrowserRouter } from "react-router";

import { Layout } from "@/app/layout";
import { CrashedRoute } from "@/app/routes/crashed";
import { NewRoute } from "@/app/routes/new";
import { NotFoundRoute } from "@/app/routes/not-found";
import { loadPageTexts, t } from "@/lib/texts";

/** Shown for the moment in which the code of a page is fetched on the first visit. */
const Opening = () => (
  <p role="status" className="sr-only">
    {t("shell.opening")}
  </p>
);

/** A page that is fetched when it is first visited, and its words with it. */
const page =
  <T,>(load: () => Promise<T>) =>
  async (): Promise<T> => {
    const [loaded] = await Promise.all([load(), loadPageTexts()]);
    return loaded;
  };

const PAGES: readonly RouteObject[] = [
  { index: true, element: <NewRoute /> },
  { path: "analyses/:id", lazy: page(() => import("@/app/routes/analysis")) },
  { path: "library", lazy: page(() => import("@/app/routes/library")) },
  { path: "library/deleted", lazy: page(() => import("@/app/routes/library-deleted")) },
  { path: "compare", lazy: page(() => import("@/app/routes/compare")) },
  { path: "settings", lazy: page(() => import("@/app/routes/settings")) },
  { path: "models", lazy: page(() => import("@/app/routes/models")) },
  { path: "*", element: <NotFoundRoute /> },
];

/** What was sent by a link has a frame of its own: who opens it need not be anybody here. */
const SHARED: RouteObject = { path: "shared", lazy: page(() => import("@/app/routes/shared")) };

/** Outside the frame: whoever is not signed in has nowhere to go from here but in. */
const DOORS: readonly RouteObject[] = [
  { path: "sign-in", lazy: page(() => import("@/app/routes/sign-in")) },
  { path: "sign-in/forgot", lazy: page(() => import("@/app/routes/sign-in-forgot")) },
  { path: "sign-in/reset/:key", lazy: page(() => import("@/app/routes/sign-in-reset")) },
  { path: "sign-in/verify/:key", lazy: page(() => import("@/app/routes/sign-in-verify")) },
  { path: "sign-up", lazy: page(() => import("@/app/routes/sign-up")) },
  // What the site's mails call it.
  { path: "sign-in/new", lazy: page(() => import("@/app/routes/sign-up")) },
];

/** The frame holds whatever becomes of a page: one that breaks, or cannot be fetched, is replaced within it. */
export const pagesWith = (more: readonly RouteObject[] = []): RouteObject[] => [
  {
    element: <Layout />,
    HydrateFallback: Opening,
    errorElement: <CrashedRoute />,
    children: [{ errorElement: <CrashedRoute />, children: [...more, ...PAGES] }],
  },
  { HydrateFallback: Opening, errorElement: <CrashedRoute />, children: [SHARED, ...DOORS] },
];

export const createRouter = () => createBrowserRouter(pagesWith());
