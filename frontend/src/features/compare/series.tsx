import { SERIES_LINES } from "@/lib/series";

/** How a series is drawn, beside its letter. */
export const SeriesMark = ({ place }: { place: number }) => {
  const line = SERIES_LINES[place];
  return (
    line && (
      <svg viewBox="0 0 34 10" className="h-2.5 w-8.5 shrink-0" aria-hidden="true">
        <path
          d="M1 5H33"
          stroke={line.colour}
          strokeWidth={line.width}
          strokeDasharray={line.dash}
          strokeLinecap={line.round ? "round" : "butt"}
        />
      </svg>
    )
  );
};
