import { useMemo, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import type { Landmark, Shown } from "@/features/transcript/finding";
import { findMatches, shownIndices } from "@/features/transcript/finding";
import { SearchBox } from "@/features/transcript/search-box";
import type { Jump } from "@/features/transcript/segment-list";
import { SegmentList } from "@/features/transcript/segment-list";
import type { Why } from "@/features/transcript/segment-row";
import { CorrectionHistory, LandmarkButtons, ShownSelect } from "@/features/transcript/toolbar";
import type { Corrections } from "@/features/transcript/use-corrections";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";

type TranscriptProps = {
  segments: readonly Segment[];
  labels: readonly string[];
  playback: Playback;
  selectedIndex: number | null;
  /** The segment whose text is being written, if any. */
  editingIndex: number | null;
  editable: boolean;
  following: boolean;
  /** Of the selected segment, where it was asked for. */
  why: Why | null;
  jump: Jump | null;
  corrections: Corrections;
  onSelect: (segment: Segment) => void;
  onWhy: (segment: Segment) => void;
  onEdit: (index: number | null) => void;
  onJump: (index: number) => void;
  onLandmark: (landmark: Landmark) => void;
};

/** The search, and the place of its results that is shown. */
function useSearch(segments: readonly Segment[], onJump: (index: number) => void) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const matches = useMemo(() => findMatches(segments, query), [segments, query]);
  const show = (place: number, among = matches) => {
    setAt(place);
    const match = among[place];
    if (match) onJump(match.index);
  };
  const step = (by: 1 | -1) => {
    if (matches.length > 0) show((at + by + matches.length) % matches.length);
  };
  const search = (wanted: string) => {
    setQuery(wanted);
    show(0, findMatches(segments, wanted));
  };
  return { query, count: matches.length, at, match: matches[at] ?? null, onQuery: search, onStep: step };
}

export const Transcript = (props: TranscriptProps) => {
  const { segments, labels, jump, corrections, onJump, onLandmark, ...rest } = props;
  const [shown, setShown] = useState<Shown>("all");
  const [detailedIndex, setDetailedIndex] = useState<number | null>(null);
  const { match, ...search } = useSearch(segments, onJump);
  const indices = useMemo(() => shownIndices(segments, shown), [segments, shown]);
  const counts = useMemo(
    () => ({
      unsure: shownIndices(segments, "unsure").length,
      disagreement: shownIndices(segments, "disagreement").length,
      change: shownIndices(segments, "change").length,
    }),
    [segments],
  );
  const [followed, setFollowed] = useState(jump);
  if (jump !== followed) {
    // What one goes to is to be seen, whatever was left out until now.
    setFollowed(jump);
    if (jump && !indices.includes(jump.index)) setShown("all");
  }

  return (
    <section aria-labelledby="transcript">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4">
        <h2 id="transcript" className="font-serif text-xl">
          {t("transcript.name")}
        </h2>
        <CorrectionHistory corrections={corrections} />
      </div>
      <div className="no-print mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchBox {...search} />
        <ShownSelect shown={shown} count={indices.length} labels={labels} onShown={setShown} />
      </div>
      <div className="no-print mt-2">
        <LandmarkButtons counts={counts} onLandmark={onLandmark} />
      </div>
      {indices.length > 0 ? (
        <SegmentList
          segments={segments}
          shown={indices}
          match={search.query ? match : null}
          jump={jump}
          corrections={corrections}
          detailedIndex={detailedIndex}
          onDetails={setDetailedIndex}
          {...rest}
        />
      ) : (
        <div className="mt-3 border-t border-line py-8 text-sm text-ink-soft">
          <p>{t("transcript.noneShown")}</p>
          <Button className="mt-3" onClick={() => setShown("all")}>
            {t("transcript.showAll")}
          </Button>
        </div>
      )}
    </section>
  );
};
