// Generates the client once more, outside the tree that lint may be reading meanwhile, and fails when the committed one differs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "undertone-client-"));
const fresh = join(folder, "undertone.ts");
try {
  execFileSync("npx", ["orval", "--config", "orval.config.ts"], {
    env: { ...process.env, GENERATED: fresh },
    stdio: ["ignore", "ignore", "inherit"],
  });
  execFileSync("npx", ["prettier", "--write", "--log-level", "warn", "--config", ".prettierrc.json", fresh]);
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
