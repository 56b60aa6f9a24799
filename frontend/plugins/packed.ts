import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Smaller files travel in one packet as they are. */
const WORTH_BYTES = 1024;

const PACKED = /\.(?:js|css)$/;

function pack(file: string): void {
  const content = readFileSync(file);
  if (content.length < WORTH_BYTES) return;
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
}

/** Packs scripts and styles once, when they are built: WhiteNoise and nginx send the packed file to whoever takes it. */
export const packed = (): Plugin => ({
  name: "undertone:packed",
  apply: "build",
  writeBundle({ dir = "dist" }) {
    const assets = join(dir, "assets");
    for (const name of readdirSync(assets)) {
      const file = join(assets, name);
      if (PACKED.test(name) && statSync(file).isFile()) pack(file);
    }
  },
});
