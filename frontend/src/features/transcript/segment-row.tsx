import { memo, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { IconButton } from "@/components/button";
import { EmotionChip } from "@/components/emotion-chip";
import { TextEditor, useCorrection } from "@/features/transcript/text-editor";
import { Words } from "@/features/transcript/words";
import { cn } from "@/lib/cn";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { alternativesWords, isUnsure } from "@/lib/reading";
import { reasonsWords } from "@/lib/reasons";

type SegmentRowProps = {
  analysisId: string;
  segment: Segment;
  playback: Playback;
  selected: boolean;
  editable: boolean;
  onSelect: (segment: Segment) => void;
};

const NotSure = ({ segment }: { segment: Segment }) => (
  <p className="text-sm text-ink-faint">
    <span className="font-medium text-ink-soft">Not sure</span>{" "}
    {[alternativesWords(segment.set), reasonsWords(segment.reasons)].filter(Boolean).join(": ")}
  </p>
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

const SegmentText = ({ segment, playback }: { segment: Segment; playback: Playback }) => {
  if (segment.words.length > 0) return <Words segment={segment} playback={playback} />;
  return segment.text ? (
    <p className="font-serif text-lg wrap-anywhere">{segment.text}</p>
  ) : (
    <p className="font-serif text-lg text-ink-faint italic">No words recognised</p>
  );
};

export const SegmentRow = memo(
  ({ analysisId, segment, playback, selected, editable, onSelect }: SegmentRowProps) => {
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
            <SegmentText segment={segment} playback={playback} />
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
            aria-label={`Segment ${number} on the radar`}
            onClick={() => onSelect(segment)}
            className="rounded-sm"
          >
            <EmotionChip name={segment.top} probability={segment.scores.fused?.[segment.top]} />
          </button>
          {editable && !editing && (
            <IconButton
              icon="edit"
              label={`Correct the text of segment ${number}`}
              className="no-print -mt-1"
              onClick={() => setEditing(true)}
            />
          )}
        </div>
      </li>
    );
  },
);
SegmentRow.displayName = "SegmentRow";
