import { STREAM_LINES } from "@/features/radar/stream-style";
import type { Stream, StreamScores } from "@/lib/emotions";
import { STREAM_NAMES, STREAMS } from "@/lib/emotions";
import { t } from "@/lib/texts";

const LineSample = ({ stream }: { stream: Stream }) => {
  const { dash, width, marker } = STREAM_LINES[stream];
  return (
    <svg viewBox="0 0 28 12" className="h-3 w-7" aria-hidden="true">
      <line
        x1="1"
        y1="6"
        x2="27"
        y2="6"
        stroke="currentColor"
        strokeWidth={width}
        strokeDasharray={dash}
        strokeLinecap={stream === "words" ? "round" : "butt"}
      />
      {marker === "circle" && <circle cx="14" cy="6" r="3" fill="currentColor" />}
      {marker === "square" && (
        <rect
          x="11"
          y="3"
          width="6"
          height="6"
          fill="var(--surface)"
          stroke="currentColor"
          strokeWidth="1.400"
        />
      )}
    </svg>
  );
};

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
    className="no-print flex flex-wrap justify-center gap-1 sm:gap-2"
  >
    {STREAMS.map((stream) => {
      const on = shown.includes(stream);
      const silent = scores[stream] === null;
      return (
        <button
          key={stream}
          type="button"
          aria-pressed={on && !silent}
          disabled={silent}
          onClick={() => onChange(on ? shown.filter((each) => each !== stream) : [...shown, stream])}
          className="inline-flex min-h-8 items-center gap-1 rounded-md border border-transparent px-1.5 text-sm sm:gap-2 sm:px-2.5 text-ink-faint hover:bg-sunken disabled:line-through disabled:opacity-60 aria-pressed:border-line-strong aria-pressed:text-ink"
        >
          <LineSample stream={stream} />
          {STREAM_NAMES[stream]}
        </button>
      );
    })}
  </div>
);
