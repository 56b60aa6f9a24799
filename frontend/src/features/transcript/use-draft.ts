import { useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { oneLine } from "@/features/transcript/use-corrections";
import { useLeaveWarning } from "@/lib/use-leave-warning";

/** What somebody is writing, and what the segment said when they began. */
type Draft = { text: string; seen: string };

/** Of this visit. They outlast the editor: a page that shows an error for a moment must not cost anybody their words. */
const drafts = new Map<string, Draft>();

export type DraftControl = Draft & {
  /** Whether the segment says something else than when the writing began, and than what is written. */
  overtaken: boolean;
  write: (text: string) => void;
  /** Begins anew with what the segment says by now. */
  takeTheirs: () => void;
  forget: () => void;
};

/** A segment's text while it is written. */
export function useDraft(analysisId: string, segment: Segment): DraftControl {
  const key = `${analysisId}/${segment.index}`;
  const [draft, setDraft] = useState<Draft>(
    () => drafts.get(key) ?? { text: segment.text, seen: segment.text },
  );
  useLeaveWarning(oneLine(draft.text) !== oneLine(segment.text));
  const keep = (next: Draft) => {
    if (next.text === next.seen) drafts.delete(key);
    else drafts.set(key, next);
    setDraft(next);
  };
  return {
    ...draft,
    overtaken: oneLine(segment.text) !== oneLine(draft.seen) && oneLine(segment.text) !== oneLine(draft.text),
    write: (text) => keep({ ...draft, text }),
    takeTheirs: () => keep({ text: segment.text, seen: segment.text }),
    forget: () => drafts.delete(key),
  };
}
