import { useId } from "react";

import type { Preferences } from "@/api/generated/undertone";
import { useEnginesList, useModelsList } from "@/api/generated/undertone";
import { SelectField } from "@/components/fields";
import { Part } from "@/features/settings/part";
import { Said } from "@/features/settings/said";
import { useSaving } from "@/features/settings/use-preferences";
import { t } from "@/lib/texts";

type Choice = { id: string; usable: boolean };

const choiceWords = ({ id, usable }: Choice): string =>
  usable ? id : t("settings.defaults.notUsable", { name: id });

type ChoiceFieldProps = {
  label: string;
  none: string;
  value: string;
  choices: readonly Choice[];
  onChange: (id: string) => void;
};

const ChoiceField = ({ label, none, value, choices, onChange }: ChoiceFieldProps) => (
  <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value)}>
    <option value="">{none}</option>
    {choices.map((choice) => (
      <option key={choice.id} value={choice.id} disabled={!choice.usable && choice.id !== value}>
        {choiceWords(choice)}
      </option>
    ))}
  </SelectField>
);

type BaselineProps = { checked: boolean; onChange: (checked: boolean) => void };

const Baseline = ({ checked, onChange }: BaselineProps) => {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-what`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-5 shrink-0 accent-ink"
      />
      <div>
        <label htmlFor={id}>{t("settings.defaults.baseline")}</label>
        <p id={`${id}-what`} className="text-sm text-ink-faint">
          {t("settings.defaults.baselineWhat")}
        </p>
      </div>
    </div>
  );
};

/** What an upload takes where nothing else is chosen with it. */
export const Defaults = ({ preferences }: { preferences: Preferences }) => {
  const { said, save } = useSaving();
  const { data: models = [] } = useModelsList();
  const { data: engines = [] } = useEnginesList();
  return (
    <Part id="defaults" title={t("settings.defaults.title")}>
      <p className="measure text-ink-soft">{t("settings.defaults.what")}</p>
      <div className="grid max-w-2xl gap-4 sm:grid-cols-2">
        <ChoiceField
          label={t("settings.defaults.model")}
          none={t("settings.defaults.server")}
          value={preferences.model}
          choices={models.filter(({ id, needs }) => needs.length === 0 || id === preferences.model)}
          onChange={(model) => save({ model })}
        />
        <ChoiceField
          label={t("settings.defaults.engine")}
          none={t("settings.defaults.auto")}
          value={preferences.asr}
          choices={engines}
          onChange={(asr) => save({ asr })}
        />
      </div>
      <Baseline
        checked={preferences.speaker_baseline}
        onChange={(speaker_baseline) => save({ speaker_baseline })}
      />
      {/* In the room below the part, so that nothing moves when it speaks. */}
      <div className="-mt-2 -mb-7">
        <Said said={said} />
      </div>
    </Part>
  );
};
