import { useSyncExternalStore } from "react";

/** The browser's own offer to install the page as an app, kept until a person wants it. */

type InstallEvent = Event & { prompt: () => Promise<unknown> };

const isInstallEvent = (event: Event): event is InstallEvent => "prompt" in event;

let offer: InstallEvent | null = null;
const listeners = new Set<() => void>();

function keep(event: InstallEvent | null): void {
  offer = event;
  for (const listener of listeners) listener();
}

/** Call it before the page is drawn: the browser makes its offer once. */
export function watchInstallOffer(): void {
  addEventListener("beforeinstallprompt", (event) => {
    if (!isInstallEvent(event)) return;
    event.preventDefault();
    keep(event);
  });
  addEventListener("appinstalled", () => keep(null));
}

export function install(): void {
  const made = offer;
  // It can be used once; a browser that still means it makes another.
  keep(null);
  void made?.prompt();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useInstallable = (): boolean => useSyncExternalStore(subscribe, () => offer !== null);
