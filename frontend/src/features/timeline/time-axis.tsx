import { ticks } from "@/features/timeline/lanes";
import { cn } from "@/lib/cn";
import { formatMoment, formatTime } from "@/lib/format";

/** Labels nearer than this share of the width to the end are set before their moment. */
const LAST = 0.95;

/** Round moments under the lanes; tenths where the view is close. */
export const TimeAxis = ({ startS, spanS }: { startS: number; spanS: number }) => {
  const moments = ticks(startS, spanS);
  const fine = moments.some((moment) => !Number.isInteger(moment));
  return (
    <div
      aria-hidden="true"
      className="@container figures relative h-5 overflow-hidden text-xs text-ink-faint"
    >
      {moments.map((moment) => (
        <span
          key={moment}
          // Where they would meet, on a phone or in large text, every second one; at last the first alone.
          className={cn(
            "absolute top-1",
            startS + spanS >= 3600
              ? "@max-[20rem]:even:hidden @max-[8rem]:not-first:hidden"
              : "@max-[10rem]:even:hidden @max-[5rem]:not-first:hidden",
          )}
          style={{
            left: `${((moment - startS) / spanS) * 100}%`,
            transform: (moment - startS) / spanS > LAST ? "translateX(-100%)" : "",
          }}
        >
          {fine ? formatMoment(moment) : formatTime(moment)}
        </span>
      ))}
    </div>
  );
};
