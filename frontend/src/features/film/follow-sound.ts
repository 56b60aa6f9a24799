import type { Playback } from "@/lib/playback";

/** Further off than this, a playing film jumps; less far off, it hurries or waits, which nobody sees. */
const JUMP_S = 1;

/** A still film is exact to half a frame. */
const STILL_S = 0.02;

/** Drift is corrected in steps, so that the speed is not set anew with every frame. */
const STEP_S = 0.05;
const FASTEST_CORRECTION = 0.5;

/** Of the speed: by how much a film is slowed that is so far ahead, or hurried that is behind. It is even within a second. */
const correction = (aheadS: number): number => {
  const stepped = Math.round(aheadS / STEP_S) * STEP_S;
  return 1 - Math.min(FASTEST_CORRECTION, Math.max(-FASTEST_CORRECTION, stepped));
};

/** A film may be shorter than its sound; it then rests on its last picture. */
function keepUp(film: HTMLVideoElement, { time, playing, rate }: Playback, jumped: boolean): void {
  const end = Number.isFinite(film.duration) ? film.duration : Infinity;
  const moving = playing && time < end;
  if (moving && film.paused) film.play().catch(() => undefined); // refused: it then stays still, and the sound goes on
  if (!moving && !film.paused) film.pause();
  const ahead = film.currentTime - Math.min(time, end);
  const speed = moving ? rate * correction(ahead) : rate;
  if (film.playbackRate !== speed) film.playbackRate = speed;
  if (film.seeking && !jumped) return;
  if (Math.abs(ahead) > (moving && !jumped ? JUMP_S : STILL_S)) film.currentTime = Math.min(time, end);
}

/** Keeps a silent film with the sound: it plays, pauses, jumps and hurries as the sound does. Returns what ends that. */
export function followSound(film: HTMLVideoElement, playback: Playback): () => void {
  const follow = () => keepUp(film, playback, false);
  const jump = () => keepUp(film, playback, true);
  const forget = playback.subscribe(follow);
  playback.audio.addEventListener("seeking", jump);
  for (const event of ["loadedmetadata", "seeked"]) film.addEventListener(event, follow);
  jump();
  return () => {
    forget();
    playback.audio.removeEventListener("seeking", jump);
    for (const event of ["loadedmetadata", "seeked"]) film.removeEventListener(event, follow);
    film.pause();
  };
}
