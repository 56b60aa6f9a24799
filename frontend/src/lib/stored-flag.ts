import { useCallback, useSyncExternalStore } from "react";

/** A switch that this browser remembers; all who show it agree. */

const listeners = new Set<() => void>();

/** Where storage is off, a choice lasts as long as the page. */
const unstored = new Map<string, boolean>();

function read(key: string, otherwise: boolean): boolean {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? (unstored.get(key) ?? otherwise) : stored === "yes";
  } catch {
    return unstored.get(key) ?? otherwise;
  }
}

function write(key: string, on: boolean): void {
  try {
    localStorage.setItem(key, on ? "yes" : "no");
  } catch {
    unstored.set(key, on);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useStoredFlag(name: string, otherwise: boolean): [on: boolean, set: (on: boolean) => void] {
  const key = `undertone.${name}`;
  const on = useSyncExternalStore(subscribe, () => read(key, otherwise));
  const set = useCallback((next: boolean) => write(key, next), [key]);
  return [on, set];
}
