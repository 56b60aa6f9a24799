import type { Segment } from "@/api/generated/undertone";
import type { Why } from "@/features/transcript/segment-row";
import { SegmentRow } from "@/features/transcript/segment-row";
import { cn } from "@/lib/cn";
import type { Playback } from "@/lib/playback";

/** From here on, rows out of sight are not laid out: an hour of speech has a thousand. */
const MANY = 150;

const OFF_SCREEN_SKIPPED = "*:[contain-intrinsic-size:auto_6rem] *:[content-visibility:auto]";

type TranscriptProps = {
  analysisId: string;
  segments: readonly Segment[];
  playback: Playback;
  selectedIndex: number | null;
  editable: boolean;
  /** Of the selected segment, where it was asked for. */
  why: Why | null;
  onSelect: (segment: Segment) => void;
  onWhy: (segment: Segment) => void;
};

export const Transcript = ({ segments, selectedIndex, why, ...rest }: TranscriptProps) => (
  <section aria-labelledby="transcript">
    <h2 id="transcript" className="font-serif text-xl">
      Transcript
    </h2>
    <ol className={cn("mt-3 border-t border-line", segments.length > MANY && OFF_SCREEN_SKIPPED)}>
      {segments.map((segment) => (
        <SegmentRow
          key={segment.index}
          segment={segment}
          selected={segment.index === selectedIndex}
          why={segment.index === selectedIndex ? why : null}
          {...rest}
        />
      ))}
    </ol>
  </section>
);
