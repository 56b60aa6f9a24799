/// <reference lib="webworker" />

/**
 * Keeps the page's own files for times without a line, and takes files that other apps share. The API, media and samples are
 * none of its business: requests for them pass it by.
 */

import type { PrecacheEntry } from "workbox-precaching";
import { cleanupOutdatedCaches, getCacheKeyForURL, matchPrecache, precache } from "workbox-precaching";

import { putShared } from "@/features/pwa/inbox";
import { SHARE_FAILED, SHARE_PATH, TAKE_OVER } from "@/features/pwa/messages";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] };

/** The page, for every address of it. */
const SHELL = "/index.html";

/** Addresses of the site that are not the page. */
const NOT_THE_PAGE = /^\/(api|admin|static|samples|healthz|readyz|metrics)(\/|$)/;

/** Named after what they hold: what has been kept of them is right for ever. */
const HASHED = /^\/assets\//;

/** A site that is slow to answer is waited for; one that hangs is not. */
const PATIENCE_MS = 8000;

precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();

/** What a proxy says when the site behind it is away. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** From the site as long as it answers, so that nobody is left on an old version; from here when it does not. */
async function siteFirst(request: Request, kept: string): Promise<Response> {
  let answered = Response.error();
  try {
    answered = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!AWAY.has(answered.status)) return answered;
  } catch {
    // No line: what has been kept serves.
  }
  return (await matchPrecache(kept)) ?? answered;
}

const keptFirst = async (request: Request): Promise<Response> =>
  (await matchPrecache(request)) ?? fetch(request);

async function takeShared(request: Request): Promise<Response> {
  try {
    const form = await request.formData();
    await putShared(form.getAll("files").filter((value) => value instanceof File));
    return Response.redirect("/", 303);
  } catch {
    return Response.redirect(`/?${SHARE_FAILED}`, 303);
  }
}

function answer(request: Request, pathname: string): Promise<Response> | null {
  if (request.method === "POST") return pathname === SHARE_PATH ? takeShared(request) : null;
  if (request.method !== "GET" || NOT_THE_PAGE.test(pathname)) return null;
  if (request.mode === "navigate") return siteFirst(request, SHELL);
  if (!getCacheKeyForURL(pathname)) return null;
  return HASHED.test(pathname) ? keptFirst(request) : siteFirst(request, pathname);
}

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const answered = origin === self.location.origin ? answer(event.request, pathname) : null;
  if (answered) event.respondWith(answered);
});

self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) void self.skipWaiting();
});

// The page that has fetched this worker need not be opened again to have its help.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
