import { useSyncExternalStore } from "react";

/** The theme a person chose, or "system". public/theme.js reads the same key before the first paint. */
export type Theme = "light" | "dark" | "system";

const KEY = "undertone.theme";
const listeners = new Set<() => void>();
const systemIsDark = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");

function chosenTheme(): Theme {
  try {
    const choice = localStorage.getItem(KEY);
    return choice === "light" || choice === "dark" ? choice : "system";
  } catch {
    return "system";
  }
}

function applyTheme(): void {
  const theme = chosenTheme();
  const dark = theme === "dark" || (theme === "system" && systemIsDark().matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const listener of listeners) listener();
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage can be switched off; the choice then lasts until the page is left.
  }
  applyTheme();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const system = systemIsDark();
  system.addEventListener("change", applyTheme);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", applyTheme);
  };
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, chosenTheme);

const shownTheme = (): string => document.documentElement.dataset.theme ?? "light";

/** "light" or "dark", for drawings that cannot use CSS variables. */
export const useShownTheme = (): string => useSyncExternalStore(subscribe, shownTheme);
