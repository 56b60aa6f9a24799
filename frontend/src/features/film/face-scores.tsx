import type { Segment } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { useShownSegment } from "@/features/film/shown-segment";
import { emotionHue, emotionName, scoreLabels } from "@/lib/emotions";
import { formatPercent } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";

type FaceScoresProps = { segments: readonly Segment[]; playback: Playback };

/**
 * How the face at this moment reads, where there is room beside the player; the radar's table says the same to screen
 * readers. Between segments the rows stay where they are, empty.
 */
export const FaceScores = ({ segments, playback }: FaceScoresProps) => {
  const shown = useShownSegment(segments, playback)?.scores.face;
  const seen = segments.find(({ scores }) => scores.face);
  if (!seen) return null;
  return (
    <div aria-hidden="true" className="figures text-xs max-lg:hidden">
      <p className="mb-1 text-ink-faint">{t("film.faceReads")}</p>
      {scoreLabels(seen.scores).map((label) => {
        const share = shown?.[label];
        return (
          <div key={label} className="grid grid-cols-[6rem_minmax(0,1fr)_2.5rem] items-center gap-2 py-0.5">
            <span className="inline-flex items-center gap-1.5">
              <EmotionMark name={label} className="size-2.5" />
              {emotionName(label)}
            </span>
            <span className="h-1.5 overflow-hidden rounded-full bg-sunken">
              <span
                className="block h-full origin-left"
                style={{ transform: `scaleX(${share ?? 0})`, backgroundColor: emotionHue(label) }}
              />
            </span>
            <span className="text-right text-ink-soft">
              {share === undefined ? "–" : formatPercent(share)}
            </span>
          </div>
        );
      })}
    </div>
  );
};
