import { execFileSync } from "node:child_process";

import { expect, it } from "vitest";

it("is the client that openapi.json gives", { timeout: 120_000 }, () => {
  expect(() => execFileSync("node", ["scripts/check-generated.mjs"], { stdio: "pipe" })).not.toThrow();
});
