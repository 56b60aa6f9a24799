import type { ReactNode, RefObject } from "react";
import { useMemo, useRef, useState } from "react";

import type { Analysis, Peaks, RecordingDetail, Result } from "@/api/generated/undertone";
import { useKeyActions, useMoves } from "@/app/routes/analysis-actions";
import { Charts, labelsOf } from "@/app/routes/analysis-charts";
import { useSelection, useShownWhenChosen, useStayWherePaused } from "@/app/routes/analysis-selection";
import { NothingYet, NoSpeech, READING_COLUMNS } from "@/app/routes/analysis-states";
import { useWhy } from "@/app/routes/analysis-why";
import { IconButton } from "@/components/button";
import { Switch } from "@/components/switch";
import { ShortcutsDialog } from "@/features/analysis/shortcuts-dialog";
import { useAnalysisKeys } from "@/features/analysis/use-analysis-keys";
import { Film } from "@/features/film/film";
import { Dock } from "@/features/player/dock";
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
  /** Where the film comes from; null where there is only sound. */
  film: string | null;
  /** Where the radar leaves its drawing. */
  drawing: RefObject<SVGSVGElement | null>;
  /** For whom it was only sent to: nothing is corrected, and nobody is made to explain. */
  readOnly?: boolean;
};

/** Sound above, radar and words below it. */
export const Readings = (props: ReadingsProps) => {
  const { analysis, recording, result, peaks, playback, film, drawing, readOnly = false } = props;
  const { segments } = result;
  const running = isActive(analysis.status);
  const editable = !running && !readOnly;
  const durationS = peaks?.duration_s ?? recording.duration_s ?? 0;
  const view = useMemo(() => new TimeView(durationS), [durationS]);
  const [following, setFollowing] = useStoredFlag("follow", true);
  const [filmShown, setFilmShown] = useStoredFlag("film", true);
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
      <Switch icon="follow" label={t("player.follow")} on={following} onChange={setFollowing} />
      <IconButton
        icon="keyboard"
        label={t("analysis.keys.title")}
        className="size-8 max-sm:hidden"
        onClick={() => setHelping(true)}
      />
    </>
  );

  return (
    <>
      {peaks && (
        <div ref={player} className="no-print rounded-lg border border-line bg-surface p-gutter sm:p-6">
          <div
            className={
              film && filmShown ? "grid gap-4 lg:grid-cols-[minmax(0,32%)_minmax(0,1fr)] lg:gap-6" : undefined
            }
          >
            {film && filmShown && <Film {...{ playback, segments }} url={film} key={film} />}
            <div className="min-w-0">
              <Player
                {...{ peaks, playback, view, segments }}
                tools={
                  <>
                    {film && (
                      <Switch icon="film" label={t("film.toggle")} on={filmShown} onChange={setFilmShown} />
                    )}
                    {tools}
                  </>
                }
                weights={why?.weights ?? null}
              >
                {segments.length > 0 && <Charts place="time" {...charts} />}
              </Player>
            </div>
          </div>
        </div>
      )}
      {segments.length > 0 ? (
        <div className={READING_COLUMNS}>
          <div
            ref={panel}
            className="scroll-hint flex flex-col gap-8 rounded-lg border border-line bg-surface lg:sticky lg:top-4 lg:order-last lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto"
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
