import { useEnginesList, useModelsList } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";
import { SelectField } from "@/components/fields";
import { Icon } from "@/components/icons";
import { languageName } from "@/lib/format";

/** Languages people speak most among those Whisper knows; any other is still found by "Detect". */
const LANGUAGES = "ar cs da de el en es fi fr he hi hu id it ja ko nl no pl pt ro ru sv tr uk ur vi zh".split(
  " ",
);

type OptionsProps = { choices: UploadChoices; onChange: (choices: UploadChoices) => void };

const ModelField = ({ choices, onChange }: OptionsProps) => {
  const { data: models = [] } = useModelsList();
  return (
    <SelectField
      label="Emotion model"
      value={choices.model ?? ""}
      onChange={(event) => onChange({ ...choices, model: event.target.value })}
    >
      <option value="">Default</option>
      {models.map((model) => (
        <option key={model.id} value={model.id} disabled={!model.usable}>
          {model.usable ? model.id : `${model.id} (not usable here)`}
        </option>
      ))}
    </SelectField>
  );
};

const EngineField = ({ choices, onChange }: OptionsProps) => {
  const { data: engines = [] } = useEnginesList();
  return (
    <SelectField
      label="Speech engine"
      value={choices.asr ?? ""}
      onChange={(event) => onChange({ ...choices, asr: event.target.value })}
    >
      <option value="">Best available</option>
      {engines
        .filter((engine) => engine.id !== "auto")
        .map((engine) => (
          <option key={engine.id} value={engine.id} disabled={!engine.usable}>
            {engine.usable ? engine.id : `${engine.id} (not usable here)`}
          </option>
        ))}
    </SelectField>
  );
};

const LanguageField = ({ choices, onChange }: OptionsProps) => (
  <SelectField
    label="Language"
    value={choices.language ?? ""}
    onChange={(event) => onChange({ ...choices, language: event.target.value })}
  >
    <option value="">Detect</option>
    {LANGUAGES.map((code) => (
      <option key={code} value={code}>
        {languageName(code)}
      </option>
    ))}
  </SelectField>
);

const SpeakersField = ({ choices, onChange }: OptionsProps) => (
  <SelectField
    label="Speakers"
    value={choices.speaker_baseline ?? ""}
    onChange={(event) => onChange({ ...choices, speaker_baseline: event.target.value })}
  >
    <option value="">One person</option>
    <option value="false">Several people</option>
  </SelectField>
);

export const Options = (props: OptionsProps) => (
  <details className="group rounded-lg border border-line bg-surface">
    <summary className="flex min-h-12 list-none items-center gap-2 rounded-lg px-5 text-sm font-medium">
      <Icon name="down" className="size-4 -rotate-90 transition-transform group-open:rotate-0" />
      Options
      <span className="font-normal text-ink-faint">language, speakers, model, speech engine</span>
    </summary>
    <div className="grid gap-4 px-5 pt-1 pb-5 sm:grid-cols-2 lg:grid-cols-4">
      <LanguageField {...props} />
      <SpeakersField {...props} />
      <ModelField {...props} />
      <EngineField {...props} />
    </div>
  </details>
);
