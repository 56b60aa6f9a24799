import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Result, Segment } from "@/api/generated/undertone";
import {
  getAnalysesResultRetrieveQueryKey,
  useAnalysesSegmentsPartialUpdate,
} from "@/api/generated/undertone";
import { Button } from "@/components/button";

/** Stores a corrected text; the site reads the segment's words and fused emotion again. */
export function useCorrection(analysisId: string, segment: Segment) {
  const client = useQueryClient();
  const key = getAnalysesResultRetrieveQueryKey(analysisId);
  const { mutate, isPending, error } = useAnalysesSegmentsPartialUpdate({
    mutation: {
      onSuccess: (corrected) => {
        client.setQueryData<Result>(
          key,
          (result) =>
            result && {
              ...result,
              segments: result.segments.map((each) => (each.index === corrected.index ? corrected : each)),
            },
        );
        void client.invalidateQueries({ queryKey: key });
      },
    },
  });
  const save = (text: string, onSaved?: () => void) =>
    mutate({ analysisId, index: segment.index, data: { text } }, onSaved ? { onSuccess: onSaved } : {});
  return { save, isPending, error };
}

type TextEditorProps = { analysisId: string; segment: Segment; onClose: () => void };

export const TextEditor = ({ analysisId, segment, onClose }: TextEditorProps) => {
  const [text, setText] = useState(segment.text);
  const { save, isPending, error } = useCorrection(analysisId, segment);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save(text.trim(), onClose);
      }}
    >
      <textarea
        aria-label={`Text of segment ${segment.index + 1}`}
        value={text}
        rows={3}
        // The person has just asked to edit this text.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
        onChange={(event) => setText(event.target.value)}
        className="w-full rounded-md border border-line-strong bg-surface p-3 font-serif text-lg"
      />
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error.message}
        </p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button type="submit" look="solid" disabled={isPending}>
          {isPending ? "Reading again…" : "Save"}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <p className="text-xs text-ink-faint">The words and the fused scores of this segment follow.</p>
      </div>
    </form>
  );
};
