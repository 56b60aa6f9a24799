import type { ReactNode } from "react";
import { memo } from "react";

import type { Segment } from "@/api/generated/undertone";
import { IconButton } from "@/components/button";
import { EmotionChip } from "@/components/emotion-chip";
import { Details, Doubt, Edited } from "@/features/transcript/segment-notes";
import { TextEditor } from "@/features/transcript/text-editor";
import type { Corrections } from "@/features/transcript/use-corrections";
import { Words } from "@/features/transcript/words";
import { cn } from "@/lib/cn";
import type { Weights } from "@/lib/explanation";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { usePlayback } from "@/lib/playback";
import { t } from "@/lib/texts";
import { useFocusAfter } from "@/lib/use-focus-after";

/** What a segment's reading rests on: said in a panel, and shown on its words once it is known. */
export type Why = { panel: ReactNode; weights: Weights | null };

export type SegmentRowProps = {
  segment: Segment;
  playback: Playback;
  selected: boolean;
  /** Once the analysis has ended. */
  editable: boolean;
  editing: boolean;
  detailed: boolean;
  found: ReadonlySet<number> | null;
  why: Why | null;
  corrections: Corrections;
  onSelect: (segment: Segment) => void;
  onWhy: (segment: Segment) => void;
  onEdit: (index: number | null) => void;
  onDetails: (index: number | null) => void;
};

type WhyButtonProps = Pick<SegmentRowProps, "segment" | "onWhy"> & { open: boolean };

const WhyButton = ({ segment, open, onWhy }: WhyButtonProps) => (
  <button
    type="button"
    aria-expanded={open}
    aria-label={t("transcript.whyOf", { number: segment.index + 1 })}
    onClick={() => onWhy(segment)}
    className="min-h-8 rounded-sm px-1.5 text-sm text-ink-soft underline decoration-line-strong underline-offset-4 hover:text-ink aria-expanded:font-medium aria-expanded:text-ink"
  >
    {t("transcript.why")}
  </button>
);

const SegmentText = (
  props: Pick<SegmentRowProps, "segment" | "playback" | "found"> & { weights: Weights | null },
) => {
  const { segment } = props;
  if (segment.words.length > 0) return <Words {...props} />;
  return segment.text ? (
    <p className="font-serif text-lg wrap-anywhere">{segment.text}</p>
  ) : (
    <p className="font-serif text-lg text-ink-faint">{t("transcript.noWords")}</p>
  );
};

const PlayFrom = ({
  segment,
  playback,
  playing,
}: Pick<SegmentRowProps, "segment" | "playback"> & { playing: boolean }) => (
  <button
    type="button"
    aria-label={t(playback.silent ? "transcript.goToMoment" : "transcript.playFrom", {
      time: formatTime(segment.start_s),
    })}
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
);

/** What can be done with a segment: radar, reasons, details, correction. */
const RowActions = (props: SegmentRowProps) => {
  const { segment, selected, editable, editing, detailed, why, onSelect, onWhy, onEdit, onDetails } = props;
  const number = segment.index + 1;
  const edit = useFocusAfter(editing);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-1 @3xs:col-start-2 @xl:col-start-3 @xl:mt-0 @xl:flex-col @xl:items-end">
      <button type="button" aria-pressed={selected} onClick={() => onSelect(segment)} className="rounded-sm">
        <span className="sr-only">{t("transcript.onRadar", { number })} </span>
        <EmotionChip name={segment.top} probability={segment.scores.fused?.[segment.top]} />
      </button>
      <div className="no-print flex items-center @xl:-mr-2">
        {editable && <WhyButton segment={segment} open={why !== null} onWhy={onWhy} />}
        <IconButton
          icon="info"
          label={t("transcript.detailsOf", { number })}
          aria-expanded={detailed}
          className="size-8"
          onClick={() => onDetails(detailed ? null : segment.index)}
        />
        {editable && !editing && (
          <IconButton
            ref={edit}
            icon="edit"
            label={t("transcript.correct", { number })}
            className="size-8"
            onClick={() => onEdit(segment.index)}
          />
        )}
      </div>
    </div>
  );
};

export const SegmentRow = memo((props: SegmentRowProps) => {
  const { segment, playback, selected, editable, editing, detailed, found, why, corrections, onEdit } = props;
  const playing = usePlayback(
    playback,
    ({ time }) => segment.start_s <= time && time < segment.end_s && time > 0,
  );
  return (
    <div
      className={cn(
        "grid grid-cols-1 gap-x-3 border-b border-l-2 border-b-line border-l-transparent px-2 py-3 @3xs:grid-cols-[3.25rem_minmax(0,1fr)] @xl:grid-cols-[3.5rem_minmax(0,1fr)_auto] @xl:px-3",
        selected && "bg-sunken",
        playing && "border-l-ink",
      )}
    >
      <PlayFrom segment={segment} playback={playback} playing={playing} />
      <div className="flex min-w-0 flex-col gap-1.5">
        {editing ? (
          <TextEditor
            segment={segment}
            playback={playback}
            corrections={corrections}
            onClose={() => onEdit(null)}
            onNext={() => onEdit(segment.index + 1)}
          />
        ) : (
          <SegmentText segment={segment} playback={playback} weights={why?.weights ?? null} found={found} />
        )}
        <Edited segment={segment} corrections={corrections} editable={editable && !editing} />
        <Doubt segment={segment} />
      </div>
      <RowActions {...props} />
      {(detailed || (why && !editing)) && (
        <div className="col-span-full @xl:col-start-2">
          {detailed && <Details segment={segment} />}
          {why && !editing && why.panel}
        </div>
      )}
    </div>
  );
});
SegmentRow.displayName = "SegmentRow";
