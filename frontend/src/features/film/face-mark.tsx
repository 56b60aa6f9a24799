import { useEffect, useRef } from "react";

import type { Segment } from "@/api/generated/undertone";
import { EmotionMark } from "@/components/emotion-mark";
import { boxAt, facesOf } from "@/features/film/face-boxes";
import { useShownSegment } from "@/features/film/shown-segment";
import { emotionHue, strongest } from "@/lib/emotions";
import type { Playback } from "@/lib/playback";
import { chipWords } from "@/lib/reading";
import { t } from "@/lib/texts";

/** Less room than this above the box, as a share of the picture, does not hold its words. */
const ROOM = 0.16;

const percent = (share: number): string => `${share * 100}%`;

type FaceProps = { segment: Segment; playback: Playback };

/** Moved outside React, because it moves with every frame. */
const Face = ({ segment, playback }: FaceProps) => {
  const mark = useRef<HTMLDivElement>(null);
  const faces = facesOf(segment);
  useEffect(() => {
    const gliding = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const place = () => {
      const box = boxAt(faces ?? [], playback.time, gliding);
      if (!mark.current || !box) return;
      const { style, dataset } = mark.current;
      style.left = percent(box.x);
      style.top = percent(box.y);
      style.width = percent(box.width);
      style.height = percent(box.height);
      dataset.words = box.y < ROOM ? "below" : "above";
      dataset.side = box.x + box.width / 2 > 0.5 ? "right" : "left";
    };
    place();
    return playback.subscribe(place);
  }, [faces, playback]);
  const leading = strongest(segment.scores.face);
  const hue = emotionHue(leading?.name ?? "neutral");
  return (
    <div ref={mark} data-face className="group absolute">
      {/* A light line around the coloured one, and a dark one within: some of it stands out on any picture. */}
      <div
        className="size-full rounded-sm border-2"
        style={{ borderColor: hue, boxShadow: "0 0 0 1px #fff, inset 0 0 0 1px #000" }}
      />
      {leading && (
        <p className="figures absolute inline-flex items-center gap-1.5 rounded-sm border border-line bg-surface px-1.5 py-0.5 text-xs font-medium whitespace-nowrap text-ink group-data-[side=left]:left-0 group-data-[side=right]:right-0 group-data-[words=above]:bottom-[calc(100%+0.25rem)] group-data-[words=below]:top-[calc(100%+0.25rem)]">
          <EmotionMark name={leading.name} className="size-2.5" />
          {chipWords(leading.name, leading.probability)}
        </p>
      )}
    </div>
  );
};

type FaceMarkProps = { segments: readonly Segment[]; playback: Playback };

/** The face that was read at this moment, and how it reads. Radar and table say the same in words. */
export const FaceMark = ({ segments, playback }: FaceMarkProps) => {
  const segment = useShownSegment(segments, playback);
  if (!segment?.faces) return null; // nobody speaks, or the model did not look
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      {facesOf(segment) ? (
        <Face segment={segment} playback={playback} />
      ) : (
        <p className="absolute bottom-2 left-2 rounded-sm bg-surface/90 px-1.5 py-0.5 text-xs text-ink-soft">
          {t("film.noFace")}
        </p>
      )}
    </div>
  );
};
