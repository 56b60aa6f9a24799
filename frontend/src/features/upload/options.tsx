import { useEnginesList, useModelsList } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";
import { SelectField } from "@/components/fields";
import { Icon } from "@/components/icons";
import { languageName } from "@/lib/format";
import { t } from "@/lib/texts";

/** Languages people speak most among those Whisper knows; any other is still found by "Detect". */
const LANGUAGES = "ar cs da de el en es fi fr he hi hu id it ja ko nl no pl pt ro ru sv tr uk ur vi zh".split(
  " ",
);

type OptionsProps = { choices: UploadChoices; onChange: (choices: UploadChoices) => void };

const ModelField = ({ choices, onChange }: OptionsProps) => {
  const { data: models = [] } = useModelsList();
  return (
    <SelectField
      label={t("upload.options.model")}
      value={choices.model ?? ""}
      onChange={(event) => onChange({ ...choices, model: event.target.value })}
    >
      <option value="">{t("upload.options.default")}</option>
      {models.map((model) => (
        <option key={model.id} value={model.id} disabled={!model.usable}>
          {model.usable ? model.id : t("upload.options.notUsable", { name: model.id })}
        </option>
      ))}
    </SelectField>
  );
};

const EngineField = ({ choices, onChange }: OptionsProps) => {
  const { data: engines = [] } = useEnginesList();
  return (
    <SelectField
      label={t("upload.options.engine")}
      value={choices.asr ?? ""}
      onChange={(event) => onChange({ ...choices, asr: event.target.value })}
    >
      <option value="">{t("upload.options.bestAvailable")}</option>
      {engines
        .filter((engine) => engine.id !== "auto")
        .map((engine) => (
          <option key={engine.id} value={engine.id} disabled={!engine.usable}>
            {engine.usable ? engine.id : t("upload.options.notUsable", { name: engine.id })}
          </option>
        ))}
    </SelectField>
  );
};

const LanguageField = ({ choices, onChange }: OptionsProps) => (
  <SelectField
    label={t("upload.options.language")}
    value={choices.language ?? ""}
    onChange={(event) => onChange({ ...choices, language: event.target.value })}
  >
    <option value="">{t("upload.options.detect")}</option>
    {LANGUAGES.map((code) => (
      <option key={code} value={code}>
        {languageName(code)}
      </option>
    ))}
  </SelectField>
);

const SpeakersField = ({ choices, onChange }: OptionsProps) => (
  <SelectField
    label={t("upload.options.speakers")}
    value={choices.speaker_baseline ?? ""}
    onChange={(event) => onChange({ ...choices, speaker_baseline: event.target.value })}
  >
    <option value="">{t("upload.options.onePerson")}</option>
    <option value="false">{t("upload.options.severalPeople")}</option>
  </SelectField>
);

export const Options = (props: OptionsProps) => (
  <details className="group rounded-lg border border-line bg-surface">
    <summary className="flex min-h-12 list-none items-center gap-2 rounded-lg px-5 py-2 text-sm font-medium">
      <Icon name="down" className="size-4 -rotate-90 transition-transform group-open:rotate-0" />
      {t("upload.options.name")}
      <span className="font-normal text-ink-faint">{t("upload.options.what")}</span>
    </summary>
    <div className="grid gap-4 px-5 pt-1 pb-5 sm:grid-cols-2 lg:grid-cols-4">
      <LanguageField {...props} />
      <SpeakersField {...props} />
      <ModelField {...props} />
      <EngineField {...props} />
    </div>
  </details>
);
