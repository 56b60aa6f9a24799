import { useSyncExternalStore } from "react";

import en from "@/texts/en";
import type enPages from "@/texts/en/pages";

/** The words of the page, in the language a person reads. Texts live in src/texts, one file per feature and language. */

/** Each language by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

type Texts = { readonly [key: string]: string | Texts };

/** Of all but English, which comes with the page and stands in for what cannot be loaded. */
const LOADERS: Readonly<Record<Exclude<Language, "en">, () => Promise<{ default: Texts }>>> = {
  de: () => import("@/texts/de"),
};

type Leaves<T> = T extends string
  ? ""
  : { [K in keyof T & string]: Dotted<K, Leaves<T[K]>> }[keyof T & string];
type Dotted<K extends string, Rest extends string> = Rest extends "" ? K : `${K}.${Rest}`;
type Singular<K extends string> = K extends `${infer Stem}_${"one" | "other"}` ? Stem : K;

/** Where a text stands: file, then key: "library.title". A text that counts ("count_one", "count_other") has one key. */
export type TextKey = Singular<Leaves<typeof en & typeof enPages>>;

export type TextValues = Readonly<Record<string, string | number>>;

const STORED = "undertone.language";
const listeners = new Set<() => void>();

/** Every text by its key, of each language that is there. */
const catalogues: Partial<Record<Language, Map<string, string>>> = {};
let shown: Language = "en";

function add(code: Language, texts: Texts, path = ""): void {
  const catalogue = (catalogues[code] ??= new Map<string, string>());
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") catalogue.set(path + key, value);
    else add(code, value, `${path}${key}.`);
  }
}

add("en", en);

const pluralRules = new Map<Language, Intl.PluralRules>();

/** The form of the text that goes with a number, in that language. */
function formOf(code: Language, key: string, count: number): string | undefined {
  const rules = pluralRules.get(code) ?? new Intl.PluralRules(code); // slow to make, so made once
  pluralRules.set(code, rules);
  return catalogues[code]?.get(`${key}_${rules.select(count)}`);
}

function find(key: string, count?: unknown): string | undefined {
  for (const code of [shown, "en"] as const) {
    const counted = typeof count === "number" ? formOf(code, key, count) : undefined;
    const text = counted ?? catalogues[code]?.get(key);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** "{{name}}" is a value, "{{count, number}}" a number as the language writes it. */
const PLACE = /\{\{(\w+)(, number)?\}\}/g;

function filled(text: string, values: TextValues): string {
  return text.replace(PLACE, (_place, name: string, asNumber?: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The value “${name}” is missing in the text “${text}”.`);
    return asNumber ? new Intl.NumberFormat(locale()).format(Number(value)) : String(value);
  });
}

/** The text of that key. Call it while rendering or acting, never when a file is loaded: the language is not known yet. */
export const t = (key: TextKey, values: TextValues = {}): string =>
  filled(find(key, values.count) ?? key, values);

/** The text of a code that the site may send without this page knowing it: null for one it does not know. */
export const textOfCode = (group: string, code: string): string | null => find(`${group}.${code}`) ?? null;

/** The texts of the pages that a first visit does not show: to be awaited before one of those. */
export async function loadPageTexts(): Promise<void> {
  add("en", (await import("@/texts/en/pages")).default);
}

/** The language the page is shown in. */
export const language = (): Language => shown;

/** The same as the person's own region writes it, where the browser tells: "en-GB" for English. */
export const locale = (): string =>
  navigator.languages.find((tag) => tag.toLowerCase().startsWith(language())) ?? language();

/** A noun within a sentence: German keeps its capital. */
export const withinSentence = (noun: string): string =>
  shown === "de" ? noun : noun.charAt(0).toLocaleLowerCase(shown) + noun.slice(1);

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
  if (wanted === "en" || catalogues[wanted]) return wanted;
  try {
    add(wanted, (await LOADERS[wanted]()).default);
    return wanted;
  } catch {
    // Offline, say: English is there, and the choice holds for the next visit.
    return "en";
  }
}

/** Shows the page in the language wanted now. To be awaited before the first rendering. */
export async function applyLanguage(): Promise<void> {
  shown = await load(wantedLanguage());
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
