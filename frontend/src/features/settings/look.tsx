import { useEffect, useRef } from "react";

import { SelectField } from "@/components/fields";
import { Segmented } from "@/components/segmented";
import { Part } from "@/features/settings/part";
import type { Language } from "@/lib/texts";
import { browserLanguage, chooseLanguage, chosenLanguage, isLanguage, LANGUAGES, t } from "@/lib/texts";
import type { Theme } from "@/lib/theme";
import { chooseTheme, useTheme } from "@/lib/theme";

const THEMES = ["light", "dark", "system"] as const satisfies readonly Theme[];

/** The whole page is rendered anew in another language; the field that was used keeps the focus all the same. */
const focus = { wanted: false };

const LanguageField = () => {
  const field = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (focus.wanted) field.current?.focus();
    focus.wanted = false;
  }, []);
  const choose = (choice: string) => {
    focus.wanted = true;
    void chooseLanguage(isLanguage(choice) ? choice : "system");
  };
  return (
    <SelectField
      ref={field}
      label={t("settings.look.language")}
      defaultValue={chosenLanguage()}
      onChange={(event) => choose(event.target.value)}
      className="max-w-sm"
    >
      <option value="system">
        {t("settings.look.followBrowser", { language: LANGUAGES[browserLanguage()] })}
      </option>
      {(Object.keys(LANGUAGES) as Language[]).map((code) => (
        <option key={code} value={code} lang={code}>
          {LANGUAGES[code]}
        </option>
      ))}
    </SelectField>
  );
};

export const Look = () => {
  const theme = useTheme();
  return (
    <Part id="look" title={t("settings.look.title")}>
      <LanguageField />
      <div>
        <p className="mb-1 text-sm text-ink-soft">{t("settings.look.theme")}</p>
        <Segmented
          label={t("settings.look.theme")}
          value={theme}
          onChange={chooseTheme}
          choices={THEMES.map((value) => ({ value, label: t(`shell.themeName.${value}`) }))}
        />
      </div>
    </Part>
  );
};
