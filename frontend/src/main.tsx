import "@/styles/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/app";
import { applyLanguage } from "@/lib/texts";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

await applyLanguage();

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
