import type { ReactNode, RefObject } from "react";
import { useMemo, useRef, useState } from "react";

import type { Analysis, Peaks, RecordingDetail, Result } from "@/api/generated/undertone";
import { useKeyActions, useMoves } from "@/app/routes/analysis-actions";
import { Charts, labelsOf } from "@/app/routes/analysis-charts";
import { useSelection, useShownWhenChosen, useStayWherePaused } from "@/app/routes/analysis-selection";
import { NothingYet, NoSpeech } from "@/app/routes/analysis-states";
import { useWhy } from "@/app/routes/analysis-why";
import { IconButton } from "@/components/button";
import { ShortcutsDialog } from "@/features/analysis/shortcuts-dialog";
import { useAnalysisKeys } from "@/features/analysis/use-analysis-keys";
import { Dock } from "@/features/player/dock";
import { FollowToggle } from "@/features/player/follow-toggle";
import { Player } from "@/features/player/player";
import { Transcript } from "@/features/transcript/transcript";
import { useCorrections } from "@/features/transcript/use-corrections";
import type { Playback } from "@/lib/playback";
import { isActive } from "@/lib/stages";
import { useStoredFlag } from "@/lib/stored-flag";
import { t } from "@/lib/texts";
import { TimeView } from "@/lib/time-view";

export type ReadingsProps = {
  analysis: Analysis;
  recording: RecordingDetail;
  result: Result;
  peaks: Peaks | undefined;
  playback: Playback;
  /** Where the radar leaves its drawing. */
  drawing: RefObject<SVGSVGElement | null>;
  /** For whom it was only sent to: nothing is corrected, and nobody is made to explain. */
  readOnly?: boolean;
};

/** Sound above, radar and words below it. */
export const Readings = (props: ReadingsProps) => {
  const { analysis, recording, result, peaks, playback, drawing, readOnly = false } = props;
  const { segments } = result;
  const running = isActive(analysis.status);
  const editable = !running && !readOnly;
  const durationS = peaks?.duration_s ?? recording.duration_s ?? 0;
  const view = useMemo(() => new TimeView(durationS), [durationS]);
  const [following, setFollowing] = useStoredFlag("follow", true);
  const [characters, setCharacters] = useStoredFlag("character-keys", true);
  const [helping, setHelping] = useState(false);
  const [editingIndex, setEditingIndex] = useState<number | null>(null);
  const player = useRef<HTMLDivElement>(null);

  const selection = useSelection(segments);
  const { segment: selected, why: asked, select, toggleWhy } = selection;
  useStayWherePaused(segments, playback, following, select);
  const panel = useShownWhenChosen(selected, asked, playback);
  const why = useWhy({ analysis, segment: asked && editable ? selected : null, peaks, playback });
  const corrections = useCorrections(analysis.id);
  const moves = useMoves(segments, selection, playback, view);
  const actions = useKeyActions({
    segments,
    selection,
    playback,
    view,
    moves,
    corrections,
    editable,
    onEdit: setEditingIndex,
    onFollow: () => setFollowing(!following),
    onHelp: () => setHelping(true),
  });
  useAnalysisKeys(actions, characters);

  const labels = useMemo(() => labelsOf(result, result.segments.at(-1)), [result]);
  const charts = { result, segments, labels, view, playback, selected, following, onSelect: select, drawing };
  const tools: ReactNode = (
    <>
      <FollowToggle on={following} onChange={setFollowing} />
      <IconButton
        icon="keyboard"
        label={t("analysis.keys.title")}
        className="size-8"
        onClick={() => setHelping(true)}
      />
    </>
  );

  return (
    <>
      {peaks && (
        <div ref={player} className="no-print rounded-lg border border-line bg-surface p-4 sm:p-6">
          <Player {...{ peaks, playback, view, segments, tools }} weights={why?.weights ?? null}>
            {segments.length > 0 && <Charts place="time" {...charts} />}
          </Player>
        </div>
      )}
      {segments.length > 0 ? (
        <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(24rem,30rem)] lg:gap-12">
          <div
            ref={panel}
            className="flex flex-col gap-8 lg:sticky lg:top-4 lg:order-last lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto lg:rounded-lg"
          >
            <Charts place="reading" {...charts} />
          </div>
          <Transcript
            {...{ segments, labels, playback, following, why, corrections, editingIndex }}
            selectedIndex={selected?.index ?? null}
            editable={editable}
            jump={moves.jump}
            onSelect={select}
            onWhy={toggleWhy}
            onEdit={setEditingIndex}
            onJump={moves.show}
            onLandmark={(landmark) => moves.goToLandmark(landmark)}
          />
        </div>
      ) : running ? (
        <NothingYet />
      ) : (
        analysis.status === "done" && <NoSpeech />
      )}
      {peaks && segments.length > 0 && <Dock {...{ player, segments, durationS, playback, tools }} />}
      <ShortcutsDialog
        open={helping}
        onOpen={setHelping}
        readOnly={readOnly}
        characters={characters}
        onCharacters={setCharacters}
      />
      <p role="status" className="sr-only">
        {moves.said}
      </p>
    </>
  );
};
