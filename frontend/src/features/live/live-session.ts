import type { UploadChoices } from "@/api/upload";
import { LiveLine } from "@/features/live/live-line";
import { hearSound } from "@/features/live/sound";

type LiveOptions = { title: string; choices: UploadChoices; onLimit: (seconds: number) => void };

/** Somebody speaks, and the site listens: a microphone's sound on its way over a line. */
export type LiveSession = {
  line: LiveLine;
  pause: () => void;
  resume: () => void;
  /** All has been said: the analysis it was saved with, or null where the site has not saved it. */
  finish: () => Promise<string | null>;
};

/** @throws where this browser's audio cannot be had. */
export async function beginLive(
  stream: MediaStream,
  { title, choices, onLimit }: LiveOptions,
): Promise<LiveSession> {
  const opened: { line?: LiveLine } = {};
  let paused = false;
  const sound = await hearSound(stream, (block) => {
    if (!paused) opened.line?.send(block);
  });
  const line = new LiveLine({ title, choices, rate: sound.rate }, { onLimit });
  opened.line = line;
  return {
    line,
    pause: () => (paused = true),
    resume: () => (paused = false),
    finish: async () => {
      await sound.end();
      return line.finish();
    },
  };
}
