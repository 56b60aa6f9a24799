import { useQueryClient } from "@tanstack/react-query";
import { DropdownMenu } from "radix-ui";
import { Link, useNavigate } from "react-router";

import type { Analysis, RecordingDetail } from "@/api/generated/undertone";
import { useModelsList, useRecordingsAnalysesCreate } from "@/api/generated/undertone";
import { applyAnalysis } from "@/api/live-cache";
import { buttonLook } from "@/components/button";
import { Icon } from "@/components/icons";
import { MENU_BOX, MENU_HEADING, MENU_ITEM } from "@/components/menu";
import { formatDate } from "@/lib/format";
import { statusName } from "@/lib/stages";
import { t } from "@/lib/texts";

type AgainMenuProps = { analysis: Analysis; recording: RecordingDetail };

/** Other readings of the same sound: those there are, and one with each model that can be used here. */
export const AgainMenu = ({ analysis, recording }: AgainMenuProps) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: models = [] } = useModelsList();
  const { mutate, isPending } = useRecordingsAnalysesCreate({
    mutation: {
      onSuccess: (created) => {
        applyAnalysis(client, created);
        void navigate(`/analyses/${created.id}`);
      },
    },
  });
  const analyseWith = (model: string) =>
    mutate({
      recordingId: recording.id,
      data: {
        model,
        asr: analysis.asr,
        language: analysis.language,
        speaker_baseline: analysis.speaker_baseline,
      },
    });
  const others = recording.analyses.filter(({ id }) => id !== analysis.id);

  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={buttonLook()} disabled={isPending}>
        <Icon name="again" className="size-4" />
        {t("analysis.again.name")}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={MENU_BOX}>
          <DropdownMenu.Label className={MENU_HEADING}>{t("analysis.again.withModel")}</DropdownMenu.Label>
          {models.map((model) => (
            <DropdownMenu.Item
              key={model.id}
              className={MENU_ITEM}
              disabled={!model.usable}
              onSelect={() => analyseWith(model.id)}
            >
              <span className="flex-1">{model.id}</span>
              <span className="text-xs text-ink-faint">
                {!model.usable
                  ? t("analysis.again.unusable")
                  : model.id === analysis.model && t("analysis.again.used")}
              </span>
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
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
};
