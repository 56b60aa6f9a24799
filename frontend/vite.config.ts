import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

import { headStart } from "./plugins/head-start";
import { packed } from "./plugins/packed";

const site = process.env.UNDERTONE_SITE ?? "http://127.0.0.1:8000";

/** What is kept for times without a line: the page, not what it shows. Fonts of other scripts are fetched when they are met. */
const serviceWorker = VitePWA({
  strategies: "injectManifest",
  srcDir: "src/features/pwa",
  filename: "service-worker.ts",
  // The manifest is a file of its own in public/, and src/features/pwa/app-updates.ts fetches the worker.
  manifest: false,
  injectRegister: false,
  injectManifest: {
    globPatterns: ["index.html", "theme.js", "favicon.svg", "icons/*.png", "assets/*.{js,css,woff2}"],
    globIgnores: ["**/*-vietnamese-*", "**/*-latin-ext-*", "**/*-cyrillic*"],
    dontCacheBustURLsMatching: /^assets\//,
  },
});

export default defineConfig({
  plugins: [react(), tailwindcss(), headStart(), packed(), serviceWorker],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    // The site's content policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first visit needs comes in two files, not in twenty: each costs a slow line a turn.
          groups: [
            { name: "libraries", tags: ["$initial"], test: /[\\/]node_modules[\\/]/ },
            { name: "app", tags: ["$initial"] },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: site },
      "/ws": { target: site, ws: true },
    },
  },
});
