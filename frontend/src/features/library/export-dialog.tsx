import { Dialog } from "radix-ui";
import type { SyntheticEvent } from "react";
import { useState } from "react";

import type { SelectionRequest } from "@/api/generated/undertone";
import { getRecordingsArchiveCreateUrl } from "@/api/generated/undertone";
import { Button, buttonLook } from "@/components/button";
import { HiddenFields } from "@/components/hidden-fields";
import { t } from "@/lib/texts";

const FORMATS = [
  { value: "json", name: "library.export.format.json" },
  { value: "csv", name: "library.export.format.csv" },
  { value: "words.csv", name: "library.export.format.words" },
  { value: "srt", name: "library.export.format.srt" },
  { value: "vtt", name: "library.export.format.vtt" },
  { value: "textgrid", name: "library.export.format.textgrid" },
  { value: "media", name: "library.export.format.media" },
] as const;

const AT_FIRST = new Set(["json", "csv"]);

const CheckboxLine = ({
  name,
  value,
  label,
  ...rest
}: {
  name: string;
  value: string;
  label: string;
  defaultChecked: boolean;
}) => (
  <label className="flex min-h-8 items-center gap-3 text-sm">
    <input type="checkbox" name={name} value={value} className="size-5 shrink-0 accent-ink" {...rest} />
    {label}
  </label>
);

/** A form in earnest: the browser writes the answer straight to its disk, whatever its size. */
const ArchiveForm = ({ request, onSent }: { request: SelectionRequest; onSent: () => void }) => {
  const [nothing, setNothing] = useState(false);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    const empty = new FormData(event.currentTarget).getAll("formats").length === 0;
    setNothing(empty);
    if (empty) event.preventDefault();
    // After the browser has read the fields.
    else setTimeout(onSent);
  };
  return (
    <form method="post" action={getRecordingsArchiveCreateUrl()} onSubmit={submit} className="mt-4">
      <HiddenFields fields={{ ...request }} />
      <fieldset className="flex flex-col">
        <legend className="mb-1 text-sm text-ink-soft">{t("library.export.formats")}</legend>
        {FORMATS.map(({ value, name }) => (
          <CheckboxLine
            key={value}
            name="formats"
            value={value}
            label={t(name)}
            defaultChecked={AT_FIRST.has(value)}
          />
        ))}
      </fieldset>
      <div className="mt-3 border-t border-line pt-3">
        <CheckboxLine
          name="analyses"
          value="every"
          label={t("library.export.every")}
          defaultChecked={false}
        />
      </div>
      {nothing && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {t("library.export.none")}
        </p>
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Dialog.Close className={buttonLook("outline")}>{t("common.cancel")}</Dialog.Close>
        <button type="submit" className={buttonLook("solid")}>
          {t("library.export.start")}
        </button>
      </div>
    </form>
  );
};

type ExportDialogProps = { count: number; request: () => SelectionRequest };

export const ExportDialog = ({ count, request }: ExportDialogProps) => {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button icon="download">{t("library.bar.export")}</Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ink/40 dark:bg-paper/70" />
        <Dialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6">
          <Dialog.Title className="font-serif text-xl">{t("library.export.title", { count })}</Dialog.Title>
          <Dialog.Description className="mt-1 text-sm text-ink-soft">
            {t("library.export.what")}
          </Dialog.Description>
          <ArchiveForm request={request()} onSent={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
