import type { KeyboardEvent } from "react";

import type { Segment } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import type { Corrections } from "@/features/transcript/use-corrections";
import { useDraft } from "@/features/transcript/use-draft";
import { currentWord, Words } from "@/features/transcript/words";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";
import { useBackOnline } from "@/lib/use-back-online";

/** How far back and forth one listens while writing. */
const LISTEN_STEP_S = 2;

type TextEditorProps = {
  segment: Segment;
  playback: Playback;
  corrections: Corrections;
  onClose: () => void;
  onNext: () => void;
};

/** Playing goes on under the fingers: with Ctrl, the keys that play are those of the page. */
function listenKey(event: KeyboardEvent, playback: Playback, segment: Segment): boolean {
  if (!event.ctrlKey || event.altKey) return false;
  if (event.key === " " && event.shiftKey) {
    playback.seek(segment.start_s);
    void playback.play();
  } else if (event.key === " ") playback.toggle();
  else if (event.key === ",") playback.seek(playback.time - LISTEN_STEP_S);
  else if (event.key === ".") playback.seek(playback.time + LISTEN_STEP_S);
  else return false;
  return true;
}

const Hint = () => <p className="text-xs text-ink-faint max-sm:hidden">{t("transcript.editKeys")}</p>;

/** Where one begins to write: before the word being heard, else at the end. */
function caretPlace({ words, text }: Segment, playback: Playback): number {
  const heard = currentWord(words, playback.time);
  if (heard < 0 || !playback.playing) return text.length;
  return words.slice(0, heard).reduce((length, word) => length + word.text.trim().length + 1, 0);
}

/** Somebody was quicker: what the segment says by now, and the choice between that and what is being written. */
const Overtaken = ({ theirs, onTake }: { theirs: string; onTake: () => void }) => (
  <div role="alert" className="rounded-md border border-line-strong bg-sunken p-3 text-sm">
    <p className="font-medium">{t("transcript.overtaken")}</p>
    <p className="mt-1 wrap-anywhere text-ink-soft">
      {theirs ? t("transcript.saysNow", { text: theirs }) : t("transcript.saysNothingNow")}
    </p>
    <Button className="mt-2" onClick={onTake}>
      {t("transcript.takeTheirs")}
    </Button>
  </div>
);

/** Corrects one segment's words while one listens; what is heard is followed word by word above. */
export const TextEditor = ({ segment, playback, corrections, onClose, onNext }: TextEditorProps) => {
  const { analysisId, state, save } = corrections;
  const draft = useDraft(analysisId, segment);
  const { text } = draft;
  const own = "index" in state && state.index === segment.index ? state : null;
  const saving = own?.state === "saving";
  const overtaken = draft.overtaken && !saving;
  const unsent = own?.state === "failed" && own.unreachable;

  const cancel = () => {
    draft.forget();
    onClose();
  };
  const finish = async (then: () => void) => {
    if (!(await save(segment, text.trim()))) return;
    draft.forget();
    then();
  };
  useBackOnline(() => {
    // What somebody else has written meanwhile is not written over without asking.
    if (unsent && !overtaken) void finish(onClose);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (listenKey(event, playback, segment)) event.preventDefault();
    else if (event.key === "Escape") cancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      // Whoever writes may not have seen yet that somebody was quicker: replacing their words takes the button.
      if (!overtaken) void finish(event.shiftKey ? onNext : onClose);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void finish(onClose);
      }}
      className="flex flex-col gap-2"
    >
      {segment.words.length > 0 && (
        <div className="opacity-70">
          <Words segment={segment} playback={playback} weights={null} found={null} />
        </div>
      )}
      <textarea
        aria-label={t("transcript.textOf", { number: segment.index + 1 })}
        value={text}
        rows={3}
        spellCheck
        // The person has just asked to edit this text.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onFocus={({ currentTarget }) => {
          const place = caretPlace(segment, playback);
          currentTarget.setSelectionRange(place, place);
        }}
        onKeyDown={onKeyDown}
        onChange={(event) => draft.write(event.target.value)}
        className="w-full rounded-md border border-line-strong bg-surface p-3 font-serif text-lg"
      />
      {overtaken ? (
        <Overtaken theirs={segment.text} onTake={draft.takeTheirs} />
      ) : (
        own?.state === "failed" && (
          <p role="alert" className="text-sm text-danger">
            {own.message} {unsent && t("transcript.sentLater")}
          </p>
        )
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="solid" disabled={saving}>
          {t(saving ? "transcript.readingAgain" : overtaken ? "transcript.replaceTheirs" : "common.save")}
        </Button>
        <Button onClick={cancel}>{t("common.cancel")}</Button>
        <p className="text-xs text-ink-faint">{t("transcript.scoresFollow")}</p>
      </div>
      <Hint />
    </form>
  );
};
