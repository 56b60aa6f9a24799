import type { KeyboardEvent } from "react";
import { useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { currentWord, Words } from "@/features/transcript/words";
import type { Corrections } from "@/features/transcript/use-corrections";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";

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

/** Corrects one segment's words while one listens; what is heard is followed word by word above. */
export const TextEditor = ({ segment, playback, corrections, onClose, onNext }: TextEditorProps) => {
  const [text, setText] = useState(segment.text);
  const { state, save } = corrections;
  const own = "index" in state && state.index === segment.index ? state : null;
  const saving = own?.state === "saving";

  const finish = async (then: () => void) => {
    if (await save(segment, text.trim())) then();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (listenKey(event, playback, segment)) event.preventDefault();
    else if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void finish(event.shiftKey ? onNext : onClose);
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
        onChange={(event) => setText(event.target.value)}
        className="w-full rounded-md border border-line-strong bg-surface p-3 font-serif text-lg"
      />
      {own?.state === "failed" && (
        <p role="alert" className="text-sm text-danger">
          {own.message}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="solid" disabled={saving}>
          {t(saving ? "transcript.readingAgain" : "common.save")}
        </Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <p className="text-xs text-ink-faint">{t("transcript.scoresFollow")}</p>
      </div>
      <Hint />
    </form>
  );
};
