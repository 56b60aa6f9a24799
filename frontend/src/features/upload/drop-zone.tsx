import type { ChangeEvent, Ref } from "react";
import { useCallback, useEffect, useRef } from "react";

import type { Quotas } from "@/api/generated/undertone";
import { useLimitsRetrieve } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Icon } from "@/components/icons";
import { droppedFiles } from "@/features/upload/dropped-files";
import type { Picked } from "@/features/upload/sort-files";
import { useFileDrop } from "@/features/upload/use-file-drop";
import { cn } from "@/lib/cn";
import { formatBytes, formatDay, formatDuration } from "@/lib/format";
import { t } from "@/lib/texts";

type DropZoneProps = { onPicked: (picked: Picked) => void };

/** Of what is counted: what is left, or that nothing is. */
function quotaWords({ audio_seconds_per_month: hours, storage_bytes: room }: Quotas): string[] {
  const words: string[] = [];
  if (hours.limit !== null) {
    const left = Math.max(0, hours.limit - hours.used);
    const values = {
      left: formatDuration(left),
      limit: formatDuration(hours.limit),
      date: formatDay(hours.resets_at),
    };
    words.push(t(left > 0 ? "upload.zone.hoursLeft" : "upload.zone.hoursUsed", values));
  }
  if (room.limit !== null) {
    const left = Math.max(0, room.limit - room.used);
    words.push(t("upload.zone.roomLeft", { left: formatBytes(left), limit: formatBytes(room.limit) }));
  }
  return words;
}

/** Said before anything is chosen, so that nobody waits for a refusal. */
const LimitsLine = () => {
  const { data: limits } = useLimitsRetrieve();
  return (
    <p className="mt-1 text-sm text-ink-soft">
      {t("upload.zone.kinds")}{" "}
      {limits &&
        t("upload.zone.limits", {
          size: formatBytes(limits.max_bytes),
          duration: formatDuration(limits.max_duration_s),
        })}{" "}
      {limits && quotaWords(limits.quotas).join(" ")}
    </p>
  );
};

type FileInputProps = {
  ref: Ref<HTMLInputElement>;
  label: string;
  onFiles: (files: File[]) => void;
  accept?: string;
};

const FileInput = ({ label, onFiles, ...rest }: FileInputProps) => (
  <input
    type="file"
    multiple
    aria-label={label}
    tabIndex={-1}
    className="sr-only"
    onChange={(event: ChangeEvent<HTMLInputElement>) => {
      const files = [...(event.target.files ?? [])];
      // The same file may be chosen again after it failed.
      event.target.value = "";
      if (files.length > 0) onFiles(files);
    }}
    {...rest}
  />
);

const ACCEPT = "audio/*,video/*,.amr,.wma,.aiff,.aif,.caf,.opus,.mkv,.m4a";

const Pickers = ({ onPicked }: DropZoneProps) => {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  // React knows no such attribute.
  useEffect(() => folder.current?.setAttribute("webkitdirectory", ""), []);
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="solid" onClick={() => files.current?.click()}>
        {t("upload.zone.files")}
      </Button>
      {/* Phones have no folders to choose. */}
      <Button look="quiet" className="pointer-coarse:hidden" onClick={() => folder.current?.click()}>
        {t("upload.zone.folder")}
      </Button>
      <FileInput
        ref={files}
        label={t("upload.zone.filesInput")}
        accept={ACCEPT}
        onFiles={(chosen) => onPicked({ files: chosen, fromFolder: false })}
      />
      <FileInput
        ref={folder}
        label={t("upload.zone.folderInput")}
        onFiles={(chosen) => onPicked({ files: chosen, fromFolder: true })}
      />
    </div>
  );
};

/** Files and folders come by drop (anywhere on the page), by click or by keyboard. */
export const DropZone = ({ onPicked }: DropZoneProps) => {
  const onDrop = useCallback((data: DataTransfer) => void droppedFiles(data).then(onPicked), [onPicked]);
  const over = useFileDrop(onDrop);
  return (
    <section
      aria-label={t("upload.zone.name")}
      className={cn(
        "flex flex-col items-start justify-between gap-8 rounded-lg border border-dashed p-card transition-[background-color,border-color] sm:p-8",
        over ? "border-ink bg-sunken" : "border-line-strong bg-surface",
      )}
    >
      <div>
        <Icon name="upload" className="size-7 text-ink-soft" />
        <h2 className="mt-4 font-serif text-xl">{over ? t("upload.zone.letGo") : t("upload.zone.drop")}</h2>
        <LimitsLine />
      </div>
      <Pickers onPicked={onPicked} />
    </section>
  );
};
