import { defineConfig, mergeConfig } from "vitest/config";

import viteConfig from "./vite.config";

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      environment: "jsdom",
      environmentOptions: { jsdom: { url: "http://localhost:3000/" } },
      setupFiles: ["./src/testing/setup.ts"],
      include: ["src/**/*.test.{ts,tsx}"],
      restoreMocks: true,
      css: false,
      testTimeout: 180_000, // machines that run tests are busy, and stall
      hookTimeout: 180_000,
      pool: "threads",
      maxWorkers: "100%", // by default one core is left to the person at the keyboard
    },
  }),
);
