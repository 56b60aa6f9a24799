import type { Segment } from "@/api/generated/undertone";
import { SegmentRow } from "@/features/transcript/segment-row";
import type { Playback } from "@/lib/playback";

type TranscriptProps = {
  analysisId: string;
  segments: readonly Segment[];
  playback: Playback;
  selectedIndex: number | null;
  editable: boolean;
  onSelect: (segment: Segment) => void;
};

export const Transcript = ({ segments, selectedIndex, ...rest }: TranscriptProps) => (
  <section aria-labelledby="transcript">
    <h2 id="transcript" className="font-serif text-xl">
      Transcript
    </h2>
    <ol className="mt-3 border-t border-line">
      {segments.map((segment) => (
        <SegmentRow
          key={segment.index}
          segment={segment}
          selected={segment.index === selectedIndex}
          {...rest}
        />
      ))}
    </ol>
  </section>
);
