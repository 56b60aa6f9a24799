import { useEffect, useRef, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import { FaceMark } from "@/features/film/face-mark";
import { FaceScores } from "@/features/film/face-scores";
import { followSound } from "@/features/film/follow-sound";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";

type Size = { width: number; height: number };

/** Until the film has told its own. */
const USUAL: Size = { width: 16, height: 9 };

type PictureProps = FilmProps & { size: Size | null; onSize: (size: Size) => void; onFailed: () => void };

/** As large as its frame allows, so that shares of the picture are shares of this element. */
const Picture = ({ url, playback, segments, size, onSize, onFailed }: PictureProps) => {
  const film = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = film.current;
    if (!element) return;
    const end = followSound(element, playback);
    return () => {
      end();
      // What is still on its way is not wanted any more.
      element.removeAttribute("src");
      element.load();
    };
  }, [url, playback]);
  const { width, height } = size ?? USUAL;
  return (
    <div
      className="relative"
      style={{
        aspectRatio: `${width} / ${height}`,
        width: `min(100cqw, calc(100cqh * ${width / height}))`,
      }}
    >
      <video
        ref={film}
        src={url}
        muted
        playsInline
        disablePictureInPicture
        preload="auto"
        tabIndex={-1}
        aria-label={t("film.name")}
        onError={onFailed}
        onLoadedMetadata={({ currentTarget: { videoWidth, videoHeight } }) => {
          // A browser that knows the sound's codec and not the picture's plays on without a word.
          if (videoWidth === 0) onFailed();
          else onSize({ width: videoWidth, height: videoHeight });
        }}
        className="size-full rounded-sm"
      />
      {size && <FaceMark segments={segments} playback={playback} />}
    </div>
  );
};

type FilmProps = { url: string; playback: Playback; segments: readonly Segment[] };

/**
 * What the recording shows, without its sound, which the player plays. Its frame has the film's shape, and is no higher than
 * leaves the rest in sight; until the film has told its own, the usual one, so that little moves.
 */
export const Film = (props: FilmProps) => {
  const [failed, setFailed] = useState(false);
  const [size, setSize] = useState<Size | null>(null);
  const { width, height } = size ?? USUAL;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div
        className="flex max-h-72 w-full items-center justify-center overflow-hidden rounded-md bg-sunken"
        style={{ containerType: "size", aspectRatio: `${width} / ${height}` }}
      >
        {failed ? (
          <p role="status" className="p-6 text-center text-sm text-balance text-ink-soft">
            {t("film.failed")}
          </p>
        ) : (
          <Picture {...props} size={size} onSize={setSize} onFailed={() => setFailed(true)} />
        )}
      </div>
      <FaceScores {...props} />
    </div>
  );
};
