import type { ReactNode } from "react";

/** One row of the time panel: a gutter for its name, then the shared time axis. */
export const TimeTrack = ({ gutter, children }: { gutter: ReactNode; children: ReactNode }) => (
  <div className="grid grid-cols-[min(5.25rem,38vw)_minmax(0,1fr)] gap-x-2 sm:grid-cols-[6.5rem_minmax(0,1fr)] sm:gap-x-4">
    <div className="min-w-0">{gutter}</div>
    <div className="relative min-w-0">{children}</div>
  </div>
);
