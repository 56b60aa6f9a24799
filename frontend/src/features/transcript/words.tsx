import type { CSSProperties, KeyboardEvent } from "react";
import { useState } from "react";

import type { Segment, Word } from "@/api/generated/undertone";
import { cn } from "@/lib/cn";
import type { Weight, Weights } from "@/lib/explanation";
import { fullStrength, MATTERS } from "@/lib/explanation";
import { formatPercent, formatPoints, formatSignedPoints, formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { t } from "@/lib/texts";
import { hatchTint, hueTint } from "@/lib/tints";

/** Below this the speech engine itself was unsure; the word is then underlined. */
export const LOW_CONFIDENCE = 0.5;

export const currentWord = (words: readonly Word[], timeS: number): number =>
  words.findIndex((word) => word.start_s <= timeS && timeS < word.end_s);

const wordTitle = (word: Word): string =>
  word.probability < LOW_CONFIDENCE
    ? t("transcript.uncertainAt", {
        time: formatTime(word.start_s),
        share: formatPercent(word.probability),
      })
    : formatTime(word.start_s);

type WordsProps = {
  segment: Segment;
  playback: Playback;
  weights: Weights | null;
  /** Places of the words that a search has found. */
  found: ReadonlySet<number> | null;
};

/** What a word did for the answer, in a small figure; words that hardly matter have none. */
const Points = ({ points }: Weight) =>
  Math.abs(points) >= MATTERS && (
    <>
      <span aria-hidden="true" className="figures ml-0.5 align-super font-sans text-xs">
        {formatSignedPoints(points)}
      </span>
      <span className="sr-only">
        {" "}
        ({t(points > 0 ? "transcript.gives" : "transcript.takes", { points: formatPoints(points) })})
      </span>
    </>
  );

function wordTint(weights: Weights | null, index: number): CSSProperties {
  const points = weights?.words?.[index]?.points ?? 0;
  if (!weights?.words || points === 0) return {};
  const strength = Math.abs(points) / fullStrength(weights.words);
  return points > 0
    ? { backgroundColor: hueTint(weights.label, strength) }
    : { backgroundImage: Math.abs(points) >= MATTERS ? hatchTint(strength) : "none" };
}

/** Words one can click. One tab stop per segment: left and right move between its words. */
export const Words = ({ segment, playback, weights, found }: WordsProps) => {
  const { words } = segment;
  const current = usePlayback(playback, ({ time }) => currentWord(words, time));
  const [reachable, setReachable] = useState(0);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(words.length - 1, Math.max(0, reachable + step));
    setReachable(next);
    event.currentTarget.querySelectorAll("button")[next]?.focus();
  };

  return (
    // The keys move between the buttons inside; the group itself takes no focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <p
      role="group"
      aria-label={t("transcript.wordsOf", { number: segment.index + 1 })}
      onKeyDown={onKeyDown}
      className="font-serif text-lg wrap-anywhere"
    >
      {words.map((word, index) => (
        <span key={`${word.start_s}-${index}`}>
          <button
            type="button"
            tabIndex={index === reachable ? 0 : -1}
            title={wordTitle(word)}
            aria-current={index === current ? "true" : undefined}
            onFocus={() => setReachable(index)}
            onClick={() => playback.seek(word.start_s)}
            style={index === current ? {} : wordTint(weights, index)}
            className={cn(
              "rounded-sm text-left hover:bg-sunken aria-[current]:bg-ink aria-[current]:text-paper",
              word.probability < LOW_CONFIDENCE &&
                "underline decoration-dotted decoration-1 underline-offset-4",
              found?.has(index) && index !== current && "bg-sunken outline-1 outline-ink",
            )}
          >
            {found?.has(index) ? (
              <mark className="bg-transparent text-inherit">{word.text.trim()}</mark>
            ) : (
              word.text.trim()
            )}
            {word.probability < LOW_CONFIDENCE && (
              <span className="sr-only"> ({t("transcript.uncertain")})</span>
            )}
            {weights?.words?.[index] && <Points {...weights.words[index]} />}
          </button>{" "}
        </span>
      ))}
    </p>
  );
};
