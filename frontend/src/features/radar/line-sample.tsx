import { Marker } from "@/features/radar/marker";
import { STREAM_LINES } from "@/features/radar/stream-style";
import type { Stream } from "@/lib/emotions";

/** A stream's line as the radar draws it. */
export const LineSample = ({ stream }: { stream: Stream }) => {
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
      <Marker kind={marker} x={14} y={6} colour="currentColor" />
    </svg>
  );
};
