import type { RouteObject } from "react-router";
import { createBrowserRouter } from "react-router";

import { Layout } from "@/app/layout";
import { CrashedRoute } from "@/app/routes/crashed";
import { NewRoute } from "@/app/routes/new";
import { NotFoundRoute } from "@/app/routes/not-found";
import { t } from "@/lib/texts";

/** Shown for the moment in which the code of a page is fetched on the first visit. */
const Opening = () => (
  <p role="status" className="sr-only">
    {t("shell.opening")}
  </p>
);

export const routes: RouteObject[] = [
  {
    element: <Layout />,
    errorElement: <CrashedRoute />,
    HydrateFallback: Opening,
    children: [
      { index: true, element: <NewRoute /> },
      { path: "analyses/:id", lazy: () => import("@/app/routes/analysis") },
      { path: "library", lazy: () => import("@/app/routes/library") },
      { path: "library/deleted", lazy: () => import("@/app/routes/library-deleted") },
      { path: "compare", lazy: () => import("@/app/routes/compare") },
      { path: "settings", lazy: () => import("@/app/routes/settings") },
      { path: "models", lazy: () => import("@/app/routes/models") },
      { path: "*", element: <NotFoundRoute /> },
    ],
  },
];

export const createRouter = () => createBrowserRouter(routes);
