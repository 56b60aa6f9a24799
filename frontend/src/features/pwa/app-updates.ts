import { useSyncExternalStore } from "react";

import { TAKE_OVER } from "@/features/pwa/messages";

/** The service worker, seen from the page: it is fetched, looked after, and a newer version of the page is told of. */

const LOOK_EVERY_MS = 60 * 60 * 1000;

let waiting: ServiceWorker | null = null;
let updated = false;
const listeners = new Set<() => void>();

function tell(worker: ServiceWorker | null): void {
  waiting = worker;
  updated = true;
  for (const listener of listeners) listener();
}

/** A worker that is installed while another is at work is a newer version; the very first one is none. */
function watchWorker(worker: ServiceWorker): void {
  worker.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) tell(worker);
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting);
  registration.addEventListener("updatefound", () => {
    if (registration.installing) watchWorker(registration.installing);
  });
  // Without a line there is no news; the next look will tell.
  const look = () => void registration.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
}

/** Another tab had the newer version take over: what this tab still has to load is gone from the site and from here. */
function watchOtherTabs(): void {
  const hadWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadWorker) tell(null);
  });
}

/** Call it once, when the page is up. Where the browser has no service workers (plain http), nothing is lost but them. */
export function keepApp(): void {
  if (!("serviceWorker" in navigator)) return;
  watchOtherTabs();
  // A browser that refuses (private window, storage switched off) shows the page as it comes from the site.
  navigator.serviceWorker.register("/service-worker.js").then(watch, () => undefined);
}

/** Opens the page anew, in its newer version. */
export function applyUpdate(): void {
  if (!waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage(TAKE_OVER);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether a newer version of the page is there. */
export const useUpdated = (): boolean => useSyncExternalStore(subscribe, () => updated);
