import { Link } from "react-router";

import type { Recording } from "@/api/generated/undertone";
import { RecordingRow } from "@/components/recording-row";
import { Parts } from "@/features/library/parts";
import { formatTime } from "@/lib/format";
import { t } from "@/lib/texts";

/** Where in the transcript it was found; leads there. */
const Said = ({ recording: { hit } }: { recording: Recording }) => {
  if (!hit || hit.analysis === null || hit.segment === null) return null;
  const time = formatTime(hit.start_s ?? 0);
  return (
    <p className="measure mt-2 text-sm text-ink-soft">
      <Link
        to={`/analyses/${hit.analysis}?segment=${hit.segment + 1}`}
        aria-label={t("library.hitAt", { time })}
        className="figures mr-2 rounded-sm text-ink-faint underline underline-offset-4 hover:text-ink"
      >
        {time}
      </Link>
      <Parts parts={hit.text} />
    </p>
  );
};

type LibraryRowProps = {
  recording: Recording;
  selected: boolean;
  onToggle: () => void;
  onExtend: () => void;
};

/** A recording that can be selected; with Shift, all from the last one to this. */
export const LibraryRow = ({ recording, selected, onToggle, onExtend }: LibraryRowProps) => (
  <RecordingRow
    recording={recording}
    title={recording.hit ? <Parts parts={recording.hit.title} /> : recording.title}
    leading={
      <input
        type="checkbox"
        data-row={recording.id}
        aria-label={t("library.select", { title: recording.title })}
        checked={selected}
        // The click, not the change: only it knows of the Shift key.
        onClick={(event) => (event.shiftKey ? onExtend() : onToggle())}
        onChange={() => undefined}
        className="size-5 accent-ink"
      />
    }
  >
    <Said recording={recording} />
  </RecordingRow>
);
