import type { ReactNode } from "react";

import { EmotionMark } from "@/components/emotion-mark";
import { cn } from "@/lib/cn";
import { emotionName } from "@/lib/emotions";

type WideTableProps = { name: string; className?: string; children: ReactNode };

/** A table wider than its place scrolls by itself: by touch, and by key once it has the focus. */
export const WideTable = ({ name, className, children }: WideTableProps) => (
  // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <div role="region" aria-label={name} tabIndex={0} className={cn("overflow-x-auto", className)}>
    {children}
  </div>
);

/** The head of a table's row about one emotion. */
export const EmotionRowHead = ({ name, className }: { name: string; className?: string }) => (
  <th scope="row" className={cn("py-1.5 text-left font-normal", className)}>
    <span className="inline-flex items-center gap-2">
      <EmotionMark name={name} />
      {emotionName(name)}
    </span>
  </th>
);
