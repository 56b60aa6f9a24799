// Generates the client once more, beside the committed one, and fails when they differ.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const folder = mkdtempSync("src/api/.drift-");
const fresh = join(folder, "undertone.ts");
try {
  execFileSync("npx", ["orval", "--config", "orval.config.ts"], {
    env: { ...process.env, GENERATED: fresh },
    stdio: ["ignore", "ignore", "inherit"],
  });
  execFileSync("npx", ["prettier", "--write", "--log-level", "warn", "--ignore-path", "/dev/null", fresh]);
  const relative = (text) => text.replaceAll(/from "[^"]*request"/g, 'from "request"');
  const committed = relative(readFileSync("src/api/generated/undertone.ts", "utf8"));
  if (relative(readFileSync(fresh, "utf8")) !== committed) {
    console.error(
      "src/api/generated does not match openapi.json. Run `npm run generate` and commit the result.",
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
