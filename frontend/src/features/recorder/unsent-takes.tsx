import { useState } from "react";

import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { moment } from "@/features/recorder/format";
import { RecordingPlayer } from "@/features/recorder/recording-player";
import type { HandedRecording } from "@/features/recorder/recording-session";
import { takeClaim } from "@/features/recorder/take-keeper";
import type { Take } from "@/features/recorder/take-store";
import { deleteTake, takeFile } from "@/features/recorder/take-store";
import { useUnsentTakes } from "@/features/recorder/use-unsent-takes";
import { claim } from "@/lib/claim";
import { formatDate, formatDuration, formatTime } from "@/lib/format";
import { t } from "@/lib/texts";

type Send = (recording: HandedRecording) => void;

/** Null where another tab was quicker. */
async function handTake(take: Take): Promise<HandedRecording | null> {
  const release = await claim(takeClaim(take.id));
  if (!release) return null;
  const settle = async (sent: boolean) => {
    if (sent) await deleteTake(take.id);
    release();
  };
  return { file: await takeFile(take), title: take.title, settle };
}

async function discardTake(take: Take): Promise<void> {
  const release = await claim(takeClaim(take.id));
  if (release) await deleteTake(take.id);
  release?.();
}

const TakeActions = ({ take, onListen, onSend }: { take: Take; onListen?: () => void; onSend: Send }) => {
  const { refresh } = useUnsentTakes();
  const send = async () => {
    const handed = await handTake(take);
    if (handed) onSend(handed);
    await refresh();
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="solid" icon="check" onClick={() => void send()}>
        {t("recorder.use")}
      </Button>
      {onListen && (
        <Button icon="play" onClick={onListen}>
          {t("recorder.listen")}
        </Button>
      )}
      <ConfirmDialog
        trigger={<Button icon="trash">{t("recorder.discard")}</Button>}
        title={t("recorder.discardTitle")}
        description={t("recorder.discardWhat", { length: formatDuration(take.elapsed) })}
        confirm={t("recorder.discard")}
        onConfirm={() => void discardTake(take).then(refresh)}
      />
    </div>
  );
};

/** When it was made; its title, too, where that is not made of the same moment. */
function takeWords({ title, startedAt }: Take): string {
  const at = new Date(startedAt);
  const date = formatDate(at.toISOString());
  return title.includes(moment(at)) ? date : `${title} · ${date}`;
}

const UnsentTake = ({ take, onSend }: { take: Take; onSend: Send }) => {
  const [file, setFile] = useState<File | null>(null);
  return (
    <li className="flex flex-col gap-4 p-card sm:px-6">
      <div>
        <p className="font-medium">{t("recorder.unsent", { length: formatTime(take.elapsed) })}</p>
        <p className="text-sm text-ink-soft">{takeWords(take)}</p>
        {take.live && <p className="mt-1 text-sm text-ink-soft">{t("recorder.live.unsent")}</p>}
      </div>
      {file && <RecordingPlayer file={file} length={take.elapsed} />}
      <TakeActions
        take={take}
        onSend={onSend}
        {...(file ? {} : { onListen: () => void takeFile(take).then(setFile) })}
      />
    </li>
  );
};

/** What a reload, a crash or a closed tab left behind: listen, send, or throw it away. */
export const UnsentTakes = ({ onSend }: { onSend: Send }) => {
  const { takes } = useUnsentTakes();
  if (takes.length === 0) return null;
  return (
    <section
      aria-label={t("recorder.unsentName")}
      className="rounded-lg border border-line-strong bg-surface"
    >
      <ul className="divide-y divide-line">
        {takes.map((take) => (
          <UnsentTake key={take.id} take={take} onSend={onSend} />
        ))}
      </ul>
    </section>
  );
};
