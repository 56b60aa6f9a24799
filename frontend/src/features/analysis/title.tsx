import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { RecordingDetail } from "@/api/generated/undertone";
import {
  getRecordingsListQueryKey,
  getRecordingsRetrieveQueryKey,
  useRecordingsPartialUpdate,
} from "@/api/generated/undertone";
import { Button, IconButton } from "@/components/button";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";
import { useFocusAfter } from "@/lib/use-focus-after";

function useRename(recording: RecordingDetail) {
  const client = useQueryClient();
  return useRecordingsPartialUpdate({
    mutation: {
      onSuccess: ({ title }) => {
        client.setQueryData<RecordingDetail>(
          getRecordingsRetrieveQueryKey(recording.id),
          (known) => known && { ...known, title },
        );
        void client.invalidateQueries({ queryKey: getRecordingsListQueryKey() });
      },
    },
  });
}

const TitleForm = ({ recording, onClose }: { recording: RecordingDetail; onClose: () => void }) => {
  const [title, setTitle] = useState(recording.title);
  const { mutate, isPending, error } = useRename(recording);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ recordingId: recording.id, data: { title: title.trim() } }, { onSuccess: onClose });
      }}
      className="flex flex-wrap gap-2"
    >
      {/* The page keeps its heading while its words are being changed. */}
      <h1 className="sr-only">{recording.title}</h1>
      <input
        aria-label={t("analysis.title.name")}
        value={title}
        maxLength={200}
        required
        // The person has just asked to edit the title.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
        onChange={(event) => setTitle(event.target.value)}
        className="min-w-0 flex-[1_1_16rem] rounded-md border border-line-strong bg-surface px-3 py-1 font-serif text-xl"
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="solid" disabled={isPending || title.trim() === ""}>
          {t("common.save")}
        </Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
      </div>
      {error && (
        <p role="alert" className="basis-full text-sm text-danger">
          {errorWords(error)}
        </p>
      )}
    </form>
  );
};

export const Title = ({ recording }: { recording: RecordingDetail }) => {
  const [editing, setEditing] = useState(false);
  const rename = useFocusAfter(editing);
  if (editing) return <TitleForm recording={recording} onClose={() => setEditing(false)} />;
  return (
    <div className="flex items-start gap-1">
      <h1 className="min-w-0 font-serif text-2xl wrap-anywhere">{recording.title}</h1>
      <IconButton
        ref={rename}
        icon="edit"
        label={t("analysis.title.rename")}
        className="no-print"
        onClick={() => setEditing(true)}
      />
    </div>
  );
};
