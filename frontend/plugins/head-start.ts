import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

type Page = { path: string; route: string };

/** Pages that a first visit may open directly, and where their code begins. */
const PAGES: readonly Page[] = [
  { path: "^/analyses/[\\w-]+$", route: "analysis" },
  { path: "^/library$", route: "library" },
  { path: "^/compare$", route: "compare" },
  { path: "^/models$", route: "models" },
  { path: "^/settings$", route: "settings" },
];

/** Needed by all of them, and loaded beside them. */
const BESIDE = "/texts/en/pages.ts";

/** Every page shows words and headings in these; without waiting for the styles to name them, they come sooner. */
const FONTS = [/instrument-sans-latin-wght-normal-.+\.woff2$/, /newsreader-latin-opsz-normal-.+\.woff2$/];

type Bundle = Rolldown.OutputBundle;

const chunks = (bundle: Bundle): Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((each) => each.type === "chunk");

/** A chunk and all that it cannot run without. */
function withImports(bundle: Bundle, file: string, seen = new Set<string>()): Set<string> {
  const chunk = bundle[file];
  if (chunk?.type !== "chunk" || seen.has(file)) return seen;
  seen.add(file);
  for (const imported of chunk.imports) withImports(bundle, imported, seen);
  return seen;
}

function chunkOf(bundle: Bundle, source: string): string {
  const found = chunks(bundle).find(
    ({ facadeModuleId, moduleIds }) => facadeModuleId?.endsWith(source) || moduleIds.at(-1)?.endsWith(source),
  );
  if (!found) throw new Error(`No chunk was built from ${source}.`);
  return found.fileName;
}

/** For each page, the scripts that the first load of the document does not name already. */
function pagesOf(bundle: Bundle) {
  const first = new Set(
    chunks(bundle)
      .filter((each) => each.isEntry)
      .flatMap(({ fileName }) => [...withImports(bundle, fileName)]),
  );
  const beside = chunkOf(bundle, BESIDE);
  return PAGES.map(({ path, route }) => {
    const scripts = [...withImports(bundle, chunkOf(bundle, `/app/routes/${route}.tsx`)), beside];
    return { path, scripts: scripts.filter((file) => !first.has(file)).map((file) => `/${file}`) };
  });
}

const fontLinks = (bundle: Bundle): HtmlTagDescriptor[] =>
  Object.keys(bundle)
    .filter((file) => FONTS.some((font) => font.test(file)))
    .map((file) => ({
      tag: "link",
      attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${file}` },
    }));

/**
 * The document of a single page application says nothing of the page that its address means. A script of a few hundred
 * bytes does: it has that page's code and answers fetched beside the application, not after it.
 */
export const headStart = (): Plugin => {
  let file = "";
  return {
    name: "undertone:head-start",
    apply: "build",
    generateBundle(_options, bundle) {
      const client = readFileSync(new URL("./head-start.client.js", import.meta.url), "utf8");
      const source = client.replace("(PAGES)", () => `(${JSON.stringify(pagesOf(bundle))})`);
      const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
      file = `assets/head-start-${hash}.js`;
      this.emitFile({ type: "asset", fileName: file, source });
    },
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) => [
        {
          tag: "script",
          attrs: { src: `/${file}`, async: true, fetchpriority: "high" },
          injectTo: "head-prepend",
        },
        ...(bundle ? fontLinks(bundle) : []),
      ],
    },
  };
};
