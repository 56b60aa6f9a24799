import { useState } from "react";

import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { TextField } from "@/components/fields";
import { RecordingPlayer } from "@/features/recorder/recording-player";
import type { SessionView } from "@/features/recorder/recording-session";
import { formatDuration } from "@/lib/format";
import { t } from "@/lib/texts";

type RecorderReadyProps = {
  view: SessionView & { file: File };
  onUse: (title: string) => void;
  onDiscard: () => void;
};

const TITLE_LENGTH = 200;

/** Why it ended, where a person did not end it. */
const Ending = ({ view }: { view: SessionView }) => {
  if (view.endedBy === "person") return null;
  return (
    <p role="alert" className="mt-2 text-sm text-danger">
      {view.endedBy === "unplugged" ? t("recorder.unplugged") : t("recorder.limitReached")}
    </p>
  );
};

export const RecorderReady = ({ view, onUse, onDiscard }: RecorderReadyProps) => {
  const [title, setTitle] = useState(view.title);
  return (
    <form
      className="flex w-full flex-1 flex-col justify-between gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        onUse(title.trim() || view.title);
      }}
    >
      <div>
        <h2 data-first tabIndex={-1} className="font-serif text-xl outline-none">
          {t("recorder.ready")}
        </h2>
        <p className="mt-1 text-sm text-ink-soft">
          {view.safe ? t("recorder.notSent") : t("recorder.notSentUnsafe")}
        </p>
        {view.halfKept && (
          <p role="alert" className="mt-2 text-sm">
            {t("recorder.live.halfKept")}
          </p>
        )}
        <Ending view={view} />
      </div>
      <RecordingPlayer file={view.file} length={view.length} />
      <TextField
        label={t("recorder.titleField")}
        value={title}
        maxLength={TITLE_LENGTH}
        onChange={(event) => setTitle(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="solid" icon="check">
          {t("recorder.use")}
        </Button>
        <ConfirmDialog
          trigger={<Button icon="trash">{t("recorder.discard")}</Button>}
          title={t("recorder.discardTitle")}
          description={t("recorder.discardWhat", { length: formatDuration(view.length) })}
          confirm={t("recorder.discard")}
          onConfirm={onDiscard}
        />
      </div>
    </form>
  );
};
