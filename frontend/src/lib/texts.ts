import { createInstance } from "i18next";
import { useSyncExternalStore } from "react";

import en from "@/texts/en";

/** The words of the page, in the language a person reads. Texts live in src/texts, one file per feature and language. */

/** Each language by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

/** Of all but English, which comes with the page and stands in for what cannot be loaded. */
const LOADERS = { de: () => import("@/texts/de") } satisfies Record<Exclude<Language, "en">, unknown>;

type Leaves<T> = T extends string
  ? ""
  : { [K in keyof T & string]: Dotted<K, Leaves<T[K]>> }[keyof T & string];
type Dotted<K extends string, Rest extends string> = Rest extends "" ? K : `${K}.${Rest}`;
type Singular<K extends string> = K extends `${infer Stem}_${"one" | "other"}` ? Stem : K;

/** Where a text stands: file, then key: "library.title". A text that counts ("count_one", "count_other") has one key. */
export type TextKey = Singular<Leaves<typeof en>>;

export type TextValues = Readonly<Record<string, string | number>>;

const STORED = "undertone.language";
const NAMESPACE = "texts";
const listeners = new Set<() => void>();

const catalogue = createInstance();
void catalogue.init({
  lng: "en",
  fallbackLng: "en",
  defaultNS: NAMESPACE,
  resources: { en: { [NAMESPACE]: en } },
  initAsync: false,
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  missingInterpolationHandler: (text) => {
    throw new Error(`A value is missing in the text “${text}”.`);
  },
});

/** The text of that key. Call it while rendering or acting, never when a file is loaded: the language is not known yet. */
export const t = (key: TextKey, values?: TextValues): string => catalogue.t(key, values ?? {});

/** The text of a code that the site may send without this page knowing it: null for one it does not know. */
export const textOfCode = (group: string, code: string): string | null => {
  const key = `${group}.${code}`;
  return catalogue.exists(key) ? catalogue.t(key) : null;
};

/** The language the page is shown in. */
export const language = (): Language => (catalogue.language === "de" ? "de" : "en");

/** The same as the person's own region writes it, where the browser tells: "en-GB" for English. */
export const locale = (): string =>
  navigator.languages.find((tag) => tag.toLowerCase().startsWith(language())) ?? language();

export const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGES, code);

/** What a person chose, or "system" to follow the browser. */
export function chosenLanguage(): Language | "system" {
  try {
    const stored = localStorage.getItem(STORED) ?? "";
    return isLanguage(stored) ? stored : "system";
  } catch {
    return "system";
  }
}

/** The first of the browser's languages that the page has. */
export function browserLanguage(): Language {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return spoken.find(isLanguage) ?? "en";
}

function wantedLanguage(): Language {
  const choice = chosenLanguage();
  return choice === "system" ? browserLanguage() : choice;
}

async function load(wanted: Language): Promise<Language> {
  if (wanted === "en" || catalogue.hasResourceBundle(wanted, NAMESPACE)) return wanted;
  try {
    const texts = await LOADERS[wanted]();
    catalogue.addResourceBundle(wanted, NAMESPACE, texts.default);
    return wanted;
  } catch {
    // Offline, say: English is there, and the choice holds for the next visit.
    return "en";
  }
}

/** Shows the page in the language wanted now. To be awaited before the first rendering. */
export async function applyLanguage(): Promise<void> {
  await catalogue.changeLanguage(await load(wantedLanguage()));
  document.documentElement.lang = language();
  for (const listener of listeners) listener();
}

export async function chooseLanguage(choice: Language | "system"): Promise<void> {
  try {
    if (choice === "system") localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, choice);
  } catch {
    // Storage can be switched off; the browser's language then stays.
  }
  await applyLanguage();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the language. Only the root needs it: the whole page is rendered anew when the language changes. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);
