import { describe, expect, it } from "vitest";

import de from "@/texts/de";
import en from "@/texts/en";
import enPages from "@/texts/en/pages";

type Tree = { readonly [key: string]: string | Tree };

/** Every text by its key: "library.title" → "Library". */
function flat(tree: Tree, path: readonly string[] = []): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = [...path, key];
    if (typeof value === "string") texts.set(here.join("."), value);
    else for (const [inner, text] of flat(value, here)) texts.set(inner, text);
  }
  return texts;
}

/** A form for one alone may leave the number out. */
const countsOne = (key: string): boolean => key.endsWith("_one");

const placeholders = (text: string, key: string): string[] =>
  [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => !(name === "count" && countsOne(key)))
    .sort();

const tags = (text: string): string[] =>
  [...text.matchAll(/<(\/?\w+)>/g)].map((match) => match[1] ?? "").sort();

const LANGUAGES = { en: flat({ ...en, ...enPages }), de: flat(de) };

/** What a text's key ends with where it counts. Other languages may need more of them: Intl.PluralRules says which. */
const pluralForms = (code: string): string[] => new Intl.PluralRules(code).resolvedOptions().pluralCategories;

describe.each(Object.entries(LANGUAGES))("the texts in %s", (code, texts) => {
  it("have the keys of the English ones, and no others", () => {
    expect([...texts.keys()].sort()).toEqual([...LANGUAGES.en.keys()].sort());
  });

  it("have the placeholders and the marked words of the English ones", () => {
    for (const [key, english] of LANGUAGES.en) {
      expect({ key, in: placeholders(texts.get(key) ?? "", key) }).toEqual({
        key,
        in: placeholders(english, key),
      });
      expect({ key, in: tags(texts.get(key) ?? "") }).toEqual({ key, in: tags(english) });
    }
  });

  it("say something each", () => {
    expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("count in every form that the language has", () => {
    const forms = pluralForms(code);
    for (const key of texts.keys()) {
      const stem = /^(.*)_(?:zero|one|two|few|many|other)$/.exec(key)?.[1];
      // A code of the site, such as "too_short", is no form of counting.
      if (stem && texts.has(`${stem}_other`)) {
        expect(forms.filter((form) => !texts.has(`${stem}_${form}`))).toEqual([]);
      }
    }
  });
});
