import { LineSample } from "@/features/radar/line-sample";
import { cn } from "@/lib/cn";
import type { Stream, StreamScores } from "@/lib/emotions";
import { STREAM_NAMES, streamsOf } from "@/lib/emotions";
import { t } from "@/lib/texts";

type StreamTogglesProps = {
  scores: StreamScores;
  shown: readonly Stream[];
  onChange: (shown: readonly Stream[]) => void;
};

/** The legend, which also switches each stream on and off. */
export const StreamToggles = ({ scores, shown, onChange }: StreamTogglesProps) => (
  <div
    role="group"
    aria-label={t("radar.streams")}
    className={cn(
      "no-print flex flex-wrap justify-center gap-1 xl:gap-2",
      // Two beside two: on a phone the fourth would else stand alone.
      streamsOf([scores]).length > 3 && "max-sm:mx-auto max-sm:grid max-sm:w-fit max-sm:grid-cols-2",
    )}
  >
    {streamsOf([scores]).map((stream) => {
      const on = shown.includes(stream);
      const silent = scores[stream] === null;
      return (
        <button
          key={stream}
          type="button"
          aria-pressed={on && !silent}
          disabled={silent}
          onClick={() => onChange(on ? shown.filter((each) => each !== stream) : [...shown, stream])}
          className="inline-flex min-h-8 items-center gap-1 rounded-md border border-transparent px-1.5 text-sm xl:gap-2 xl:px-2.5 text-ink-faint hover:bg-sunken disabled:line-through disabled:opacity-60 aria-pressed:border-line-strong aria-pressed:text-ink"
        >
          <LineSample stream={stream} />
          {STREAM_NAMES[stream]}
        </button>
      );
    })}
  </div>
);
