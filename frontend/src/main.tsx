import "@/styles/index.css";

import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/app";
import { keepApp } from "@/features/pwa/app-updates";
import { watchInstallOffer } from "@/features/pwa/install-offer";
import { applyLanguage } from "@/lib/texts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

watchInstallOffer();
await applyLanguage();

// As a transition it is rendered in slices: what somebody does meanwhile does not wait for all of it.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);

// Only what was built has a worker. It is fetched after the page: it must not stand in the way of the first visit.
if (import.meta.env.PROD) {
  if (document.readyState === "complete") keepApp();
  else addEventListener("load", keepApp);
}
