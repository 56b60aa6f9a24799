import { useSyncExternalStore } from "react";

/**
 * Whose this browser was when the site last said so. What a page shows before the site has answered goes by it, and what is
 * kept here for later belongs to that person.
 */

export type Account = { accounts: "local" | "required"; user: string | null };

const KEY = "undertone.account";

/** What most people have: their own machine, which asks nobody who they are. */
const LOCAL: Account = { accounts: "local", user: null };

const listeners = new Set<() => void>();

const isAccount = (value: unknown): value is Account =>
  typeof value === "object" &&
  value !== null &&
  "accounts" in value &&
  (value.accounts === "local" || value.accounts === "required") &&
  "user" in value &&
  (value.user === null || typeof value.user === "string");

function read(): Account {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isAccount(stored) ? stored : LOCAL;
  } catch {
    return LOCAL;
  }
}

let known = read();

export const account = (): Account => known;

export function rememberAccount(next: Account): void {
  if (next.accounts === known.accounts && next.user === known.user) return;
  known = next;
  try {
    if (next.accounts === "local") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage can be switched off; it is then known as long as the page is open.
  }
  for (const listener of listeners) listener();
}

/** The name under which this person's things are kept in this browser; the same for all on a machine without accounts. */
export const owner = (): string => known.user ?? "";

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useAccount = (): Account => useSyncExternalStore(subscribe, account);
