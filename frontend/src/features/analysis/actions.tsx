import { useQueryClient } from "@tanstack/react-query";
import { DropdownMenu } from "radix-ui";
import { useNavigate } from "react-router";

import type { Analysis, RecordingDetail } from "@/api/generated/undertone";
import {
  getAnalysesExportRetrieveUrl,
  getRecordingsListQueryKey,
  useRecordingsDestroy,
} from "@/api/generated/undertone";
import { Button, buttonLook } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Icon } from "@/components/icons";
import { MENU_BOX, MENU_ITEM } from "@/components/menu";
import { AgainMenu } from "@/features/analysis/again-menu";

const FORMATS = [
  { format: "json", name: "JSON", use: "everything, for programs" },
  { format: "csv", name: "CSV", use: "one row per segment, for statistics" },
  { format: "srt", name: "SubRip", use: "subtitles" },
  { format: "vtt", name: "WebVTT", use: "subtitles for the web" },
  { format: "textgrid", name: "Praat TextGrid", use: "for phonetics" },
] as const;

export type DrawingFormat = "png" | "svg";

type ExportMenuProps = { analysis: Analysis; onSaveDrawing: (format: DrawingFormat) => void };

const ExportMenu = ({ analysis, onSaveDrawing }: ExportMenuProps) => (
  <DropdownMenu.Root>
    <DropdownMenu.Trigger className={buttonLook()}>
      <Icon name="download" className="size-4" />
      Export
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content align="end" sideOffset={6} className={MENU_BOX}>
        {FORMATS.map(({ format, name, use }) => (
          <DropdownMenu.Item key={format} asChild>
            <a className={MENU_ITEM} href={getAnalysesExportRetrieveUrl(analysis.id, format)} download>
              <span className="flex-1">{name}</span>
              <span className="text-xs text-ink-faint">{use}</span>
            </a>
          </DropdownMenu.Item>
        ))}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <DropdownMenu.Item className={MENU_ITEM} onSelect={() => onSaveDrawing("png")}>
          Radar as PNG
        </DropdownMenu.Item>
        <DropdownMenu.Item className={MENU_ITEM} onSelect={() => onSaveDrawing("svg")}>
          Radar as SVG
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

const DeleteButton = ({ analysis }: { analysis: Analysis }) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate } = useRecordingsDestroy({
    mutation: {
      onSuccess: () => {
        void navigate("/library");
        void client.invalidateQueries({ queryKey: getRecordingsListQueryKey() });
      },
    },
  });
  return (
    <ConfirmDialog
      trigger={<Button icon="trash">Delete</Button>}
      title="Delete this recording?"
      description="The sound, the transcript and every analysis of it go for good. This cannot be undone."
      confirm="Delete recording"
      onConfirm={() => mutate({ recordingId: analysis.recording })}
    />
  );
};

type ActionsProps = ExportMenuProps & { recording: RecordingDetail };

export const Actions = ({ analysis, recording, onSaveDrawing }: ActionsProps) => (
  <div className="no-print flex flex-wrap gap-2">
    {analysis.status === "done" && <ExportMenu analysis={analysis} onSaveDrawing={onSaveDrawing} />}
    <AgainMenu analysis={analysis} recording={recording} />
    <DeleteButton analysis={analysis} />
  </div>
);
