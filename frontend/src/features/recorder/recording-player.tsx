import { useEffect, useMemo, useRef, useState } from "react";

import { IconButton } from "@/components/button";
import { formatTime } from "@/lib/format";
import { t } from "@/lib/texts";

/** Beyond every recording: asked to go there, a browser looks for the end. */
const BEYOND_S = 1e9;

/**
 * What a browser records says nowhere how long it is, and cannot be moved in until its end was looked for.
 * Its length is told by the one who recorded it.
 */
function useRecordingPlayback(file: File, length: number) {
  const audio = useRef<HTMLAudioElement>(null);
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  const [playing, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [broken, setBroken] = useState(false);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);

  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const lookForEnd = () => {
      if (Number.isFinite(element.duration)) return;
      element.addEventListener("durationchange", () => (element.currentTime = 0), { once: true });
      element.currentTime = BEYOND_S;
    };
    const follow = () => setPosition(Math.min(length, element.currentTime));
    const rest = () => setPlaying(!element.paused);
    const fail = () => setBroken(true);
    element.addEventListener("loadedmetadata", lookForEnd);
    element.addEventListener("timeupdate", follow);
    for (const event of ["play", "pause", "ended"]) element.addEventListener(event, rest);
    element.addEventListener("error", fail);
    return () => {
      element.removeEventListener("loadedmetadata", lookForEnd);
      element.removeEventListener("timeupdate", follow);
      for (const event of ["play", "pause", "ended"]) element.removeEventListener(event, rest);
      element.removeEventListener("error", fail);
    };
  }, [length]);

  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (element.paused) element.play().catch(() => setBroken(true));
    else element.pause();
  };
  const seek = (seconds: number) => {
    setPosition(seconds);
    if (audio.current) audio.current.currentTime = seconds;
  };
  return { audio, url, playing, position, broken, toggle, seek };
}

/** Listen before sending. */
export const RecordingPlayer = ({ file, length }: { file: File; length: number }) => {
  const { audio, url, playing, position, broken, toggle, seek } = useRecordingPlayback(file, length);
  return (
    <div role="group" aria-label={t("recorder.player.name")} className="w-full">
      {/* A person's own recording, moments ago: there are no captions to offer. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio ref={audio} src={url} preload="metadata" />
      <div className="flex items-center gap-3">
        <IconButton
          icon={playing ? "pause" : "play"}
          label={playing ? t("recorder.player.pause") : t("recorder.player.play")}
          className="border border-line-strong"
          onClick={toggle}
        />
        <input
          type="range"
          aria-label={t("recorder.player.position")}
          aria-valuetext={t("recorder.player.of", {
            position: formatTime(position),
            length: formatTime(length),
          })}
          min={0}
          max={Math.max(0.1, length)}
          step={0.1}
          value={position}
          onChange={(event) => seek(event.target.valueAsNumber)}
          className="h-6 min-w-0 flex-1 accent-ink"
        />
        <span className="figures text-sm text-ink-soft" aria-hidden="true">
          {formatTime(position)} / {formatTime(length)}
        </span>
      </div>
      {broken && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {t("recorder.player.broken")}
        </p>
      )}
    </div>
  );
};
