import type { Model } from "@/api/generated/undertone";
import { useEnginesList, useModelsList } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";
import { SelectField } from "@/components/fields";
import { languageName } from "@/lib/format";
import { needsActionUnits, needsFilm } from "@/lib/needs";
import { t } from "@/lib/texts";

/** Languages people speak most among those Whisper knows; any other is still found by "Detect". */
const LANGUAGES = "ar cs da de el en es fi fr he hi hu id it ja ko nl no pl pt ro ru sv tr uk ur vi zh".split(
  " ",
);

type OptionsProps = { choices: UploadChoices; onChange: (choices: UploadChoices) => void };

/** A table of action units is not given here; of films alone, files that are none are told when they are chosen. */
const modelWords = (model: Model): string => {
  const name = model.id;
  if (!model.usable) return t("upload.options.notUsable", { name });
  if (needsActionUnits(model)) return t("upload.options.needsFace", { name });
  return needsFilm(model) ? t("upload.options.needsFilm", { name }) : name;
};

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
        <option key={model.id} value={model.id} disabled={!model.usable || needsActionUnits(model)}>
          {modelWords(model)}
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
  <details className="rounded-lg border border-line bg-surface">
    <summary className="w-full items-baseline rounded-lg px-5 py-3.5 text-sm font-medium text-ink">
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 wrap-anywhere">
        {t("upload.options.name")}
        <span className="font-normal text-ink-faint">{t("upload.options.what")}</span>
      </span>
    </summary>
    <div className="grid gap-4 px-5 pt-1 pb-5 sm:grid-cols-2 lg:grid-cols-4">
      <LanguageField {...props} />
      <SpeakersField {...props} />
      <ModelField {...props} />
      <EngineField {...props} />
    </div>
  </details>
);
