import { DropdownMenu } from "radix-ui";
import type { ChangeEvent } from "react";
import { useRef, useState } from "react";
import { Link } from "react-router";

import type { Analysis, Model, RecordingDetail } from "@/api/generated/undertone";
import { useModelsList } from "@/api/generated/undertone";
import { buttonLook } from "@/components/button";
import { Icon } from "@/components/icons";
import { MENU_BOX, MENU_HEADING, MENU_ITEM } from "@/components/menu";
import { useAgain } from "@/features/analysis/use-again";
import { errorWords } from "@/lib/error-words";
import { formatDate } from "@/lib/format";
import { needsActionUnits, needsFilm } from "@/lib/needs";
import { statusName } from "@/lib/stages";
import { t } from "@/lib/texts";

type AgainMenuProps = { analysis: Analysis; recording: RecordingDetail };

/** Other readings of the same sound: those there are, and one with each model that can be used here. */
export const AgainMenu = ({ analysis, recording }: AgainMenuProps) => {
  const { data: models = [] } = useModelsList();
  const { busy, error, withModel, withFace } = useAgain(analysis, recording.id);
  const table = useRef<HTMLInputElement>(null);
  const [faceModel, setFaceModel] = useState("");
  const lacksFace = (model: Model) => needsActionUnits(model) && !recording.has_action_units;
  const lacksFilm = (model: Model) => needsFilm(model) && !recording.has_video;
  const aboutModel = (model: Model): string => {
    if (!model.usable) return t("analysis.again.unusable");
    if (lacksFilm(model)) return t("analysis.again.needsFilm");
    if (lacksFace(model)) return t("analysis.again.needsFace");
    return model.id === analysis.model ? t("analysis.again.used") : "";
  };
  const choose = (model: Model) => {
    if (lacksFace(model)) {
      setFaceModel(model.id);
      table.current?.click();
    } else withModel(model.id);
  };
  const onTable = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const [file] = currentTarget.files ?? [];
    if (file) withFace(faceModel, file);
    currentTarget.value = "";
  };
  const others = recording.analyses.filter(({ id }) => id !== analysis.id);

  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className={buttonLook()} disabled={busy}>
          <Icon name="again" className="size-4" />
          {t("analysis.again.name")}
        </DropdownMenu.Trigger>
        <DropdownMenu.Content align="start" sideOffset={6} collisionPadding={8} className={MENU_BOX}>
          <DropdownMenu.Label className={MENU_HEADING}>{t("analysis.again.withModel")}</DropdownMenu.Label>
          {models.map((model) => (
            <DropdownMenu.Item
              key={model.id}
              className={MENU_ITEM}
              disabled={!model.usable || lacksFilm(model)}
              onSelect={() => choose(model)}
            >
              <span className="flex-1">{model.id}</span>
              <span className="text-xs text-ink-faint">{aboutModel(model)}</span>
            </DropdownMenu.Item>
          ))}
          {others.length > 0 && (
            <>
              <DropdownMenu.Separator className="my-1 h-px bg-line" />
              <DropdownMenu.Label className={MENU_HEADING}>{t("analysis.again.others")}</DropdownMenu.Label>
              {others.map((other) => (
                <DropdownMenu.Item key={other.id} asChild>
                  <Link className={MENU_ITEM} to={`/analyses/${other.id}`}>
                    <span className="flex-1">{other.model}</span>
                    <span className="text-xs text-ink-faint">
                      {other.status === "done" ? formatDate(other.created_at) : statusName(other.status)}
                    </span>
                  </Link>
                </DropdownMenu.Item>
              ))}
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      <input
        ref={table}
        type="file"
        accept=".csv,text/csv"
        aria-label={t("analysis.again.table")}
        tabIndex={-1}
        onChange={onTable}
        className="sr-only"
      />
      {error && (
        <p role="alert" className="basis-full text-sm text-danger">
          {t("analysis.again.failed", { why: errorWords(error) })}
        </p>
      )}
    </>
  );
};
