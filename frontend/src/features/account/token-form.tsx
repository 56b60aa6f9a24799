import type { SyntheticEvent } from "react";
import { useState } from "react";

import type { TokenRequestRequest } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { SelectField, TextField } from "@/components/fields";
import { t } from "@/lib/texts";

const DAYS = [7, 30, 90, 365] as const;
const USUAL_DAYS = 90;
const NAME_LENGTH = 100;

/** None: it lasts until it is revoked. */
const NEVER = "never";

/** Gives back whether it was made; what was typed stays otherwise. */
export const TokenForm = ({ onMake }: { onMake: (request: TokenRequestRequest) => Promise<boolean> }) => {
  const [name, setName] = useState("");
  const [lasts, setLasts] = useState(String(USUAL_DAYS));
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const made = await onMake({ name: name.trim(), expires_days: lasts === NEVER ? null : Number(lasts) });
    if (made) setName("");
  };
  return (
    <form
      aria-label={t("account.tokens.make")}
      onSubmit={(event) => void submit(event)}
      className="flex flex-wrap items-end gap-3"
    >
      <TextField
        label={t("account.tokens.name")}
        placeholder={t("account.tokens.namePlaceholder")}
        required
        maxLength={NAME_LENGTH}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="min-w-0 flex-[1_1_14rem]"
      />
      <SelectField
        label={t("account.tokens.lasts")}
        value={lasts}
        onChange={(event) => setLasts(event.target.value)}
        className="flex-[0_1_10rem]"
      >
        {DAYS.map((days) => (
          <option key={days} value={days}>
            {t("account.tokens.days", { count: days })}
          </option>
        ))}
        <option value={NEVER}>{t("account.tokens.never")}</option>
      </SelectField>
      <Button type="submit">{t("account.tokens.make")}</Button>
    </form>
  );
};
