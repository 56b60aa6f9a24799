import type { ReactNode } from "react";
import { memo, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { IconButton } from "@/components/button";
import { EmotionChip } from "@/components/emotion-chip";
import { TextEditor, useCorrection } from "@/features/transcript/text-editor";
import { Words } from "@/features/transcript/words";
import { cn } from "@/lib/cn";
import type { Weights } from "@/lib/explanation";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { alternativesWords, isUnsure } from "@/lib/reading";
import { reasonsWords } from "@/lib/reasons";

/** What a segment's reading rests on: said in a panel, and shown on its words once it is known. */
export type Why = { panel: ReactNode; weights: Weights | null };

type SegmentRowProps = {
  analysisId: string;
  segment: Segment;
  playback: Playback;
  selected: boolean;
  editable: boolean;
  why: Why | null;
  onSelect: (segment: Segment) => void;
  onWhy: (segment: Segment) => void;
};

const NotSure = ({ segment }: { segment: Segment }) => (
  <p className="text-sm text-ink-faint">
    <span className="font-medium text-ink-soft">Not sure</span>{" "}
    {[alternativesWords(segment.set), reasonsWords(segment.reasons)].filter(Boolean).join(": ")}
  </p>
);

type WhyButtonProps = Pick<SegmentRowProps, "segment" | "onWhy"> & { open: boolean };

const WhyButton = ({ segment, open, onWhy }: WhyButtonProps) => (
  <button
    type="button"
    aria-expanded={open}
    aria-label={`Why? Segment ${segment.index + 1}`}
    onClick={() => onWhy(segment)}
    className="no-print min-h-7 rounded-sm px-1.5 text-sm text-ink-soft underline decoration-line-strong underline-offset-4 hover:text-ink aria-expanded:font-medium aria-expanded:text-ink"
  >
    Why?
  </button>
);

const Corrected = ({ analysisId, segment }: { analysisId: string; segment: Segment }) => {
  const { save, isPending } = useCorrection(analysisId, segment);
  const original = segment.text_original ?? "";
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-sm wrap-anywhere text-ink-faint">
      Corrected. Heard as “{original}”
      <button
        type="button"
        disabled={isPending}
        onClick={() => save(original)}
        className="min-h-6 rounded-sm underline underline-offset-4 hover:text-ink"
      >
        Undo correction
      </button>
    </p>
  );
};

type SegmentTextProps = { segment: Segment; playback: Playback; weights: Weights | null };

const SegmentText = (props: SegmentTextProps) => {
  const { segment } = props;
  if (segment.words.length > 0) return <Words {...props} />;
  return segment.text ? (
    <p className="font-serif text-lg wrap-anywhere">{segment.text}</p>
  ) : (
    <p className="font-serif text-lg text-ink-faint italic">No words recognised</p>
  );
};

export const SegmentRow = memo(
  ({ analysisId, segment, playback, selected, editable, why, onSelect, onWhy }: SegmentRowProps) => {
    const [editing, setEditing] = useState(false);
    const playing = usePlayback(
      playback,
      ({ time }) => segment.start_s <= time && time < segment.end_s && time > 0,
    );
    const number = segment.index + 1;
    return (
      <li
        aria-current={playing ? "true" : undefined}
        className={cn(
          "grid grid-cols-[3.25rem_minmax(0,1fr)] gap-x-3 border-b border-line px-2 py-3.5 sm:grid-cols-[3.5rem_minmax(0,1fr)_auto] sm:px-3",
          selected && "bg-sunken",
        )}
      >
        <button
          type="button"
          aria-label={`Play from ${formatTime(segment.start_s)}`}
          onClick={() => {
            playback.seek(segment.start_s);
            void playback.play();
          }}
          className={cn(
            "figures h-7 self-start rounded-sm text-left text-sm hover:text-ink hover:underline",
            playing ? "font-semibold text-ink" : "text-ink-faint",
          )}
        >
          {formatTime(segment.start_s)}
        </button>
        <div className="flex min-w-0 flex-col gap-1">
          {editing ? (
            <TextEditor analysisId={analysisId} segment={segment} onClose={() => setEditing(false)} />
          ) : (
            <SegmentText segment={segment} playback={playback} weights={why?.weights ?? null} />
          )}
          {segment.text_original !== null && !editing && (
            <Corrected analysisId={analysisId} segment={segment} />
          )}
          {isUnsure(segment) && <NotSure segment={segment} />}
        </div>
        <div className="col-start-2 mt-2 flex items-start gap-1 sm:col-start-3 sm:mt-0">
          <button
            type="button"
            aria-pressed={selected}
            onClick={() => onSelect(segment)}
            className="rounded-sm"
          >
            <span className="sr-only">Segment {number} on the radar: </span>
            <EmotionChip name={segment.top} probability={segment.scores.fused?.[segment.top]} />
          </button>
          {editable && <WhyButton segment={segment} open={why !== null} onWhy={onWhy} />}
          {editable && !editing && (
            <IconButton
              icon="edit"
              label={`Correct the text of segment ${number}`}
              className="no-print -mt-1"
              onClick={() => setEditing(true)}
            />
          )}
        </div>
        {why && !editing && <div className="col-span-full sm:col-start-2">{why.panel}</div>}
      </li>
    );
  },
);
SegmentRow.displayName = "SegmentRow";
