// What a first visit loads as JavaScript, packed by gzip, against its budget. Run after a build:
//   node scripts/check-size.mjs [DIST]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 150_000;

const dist = process.argv[2] ?? "dist";
const page = readFileSync(join(dist, "index.html"), "utf8");

/** Scripts that the page names itself, and what those import without being asked to. */
const queue = [
  ...page.matchAll(/<(?:script[^>]+src|link rel="modulepreload"[^>]+href)="\/([^"]+\.js)"/g),
].map((match) => match[1]);
const seen = new Map();
while (queue.length > 0) {
  const file = queue.pop();
  if (seen.has(file)) continue;
  const code = readFileSync(join(dist, file));
  seen.set(file, gzipSync(code, { level: 9 }).length);
  for (const match of code.toString().matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g))
    queue.push(`assets/${match[1]}`);
}

const total = [...seen.values()].reduce((sum, size) => sum + size, 0);
for (const [file, size] of seen) console.log(`${String(size).padStart(8)}  ${file}`);
console.log(`${String(total).padStart(8)}  of ${BUDGET_BYTES} bytes`);
if (seen.size === 0 || total > BUDGET_BYTES) {
  console.error(seen.size === 0 ? "index.html names no script." : "The first visit loads too much.");
  process.exit(1);
}
