import { useEffect, useRef } from "react";
import WaveSurfer from "wavesurfer.js";

import type { Peaks } from "@/api/generated/undertone";
import type { Playback } from "@/lib/playback";
import { useShownTheme } from "@/lib/theme";

const HEIGHT_PX = 88;

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

type WaveformProps = { peaks: Peaks; playback: Playback };

/** The shape of the sound, from peaks the site has measured: the file itself need not be read. */
export const Waveform = ({ peaks, playback }: WaveformProps) => {
  const box = useRef<HTMLDivElement>(null);
  const theme = useShownTheme();
  useEffect(() => {
    if (!box.current) return;
    const surfer = WaveSurfer.create({
      container: box.current,
      media: playback.audio,
      // With its media named, wavesurfer leaves the source alone; without, it would clear one set meanwhile.
      url: playback.url,
      peaks: [peaks.peaks],
      duration: peaks.duration_s,
      height: HEIGHT_PX,
      waveColor: token("--line-strong"),
      progressColor: token("--ink"),
      cursorWidth: 0,
      barWidth: 2,
      barGap: 1.5,
      barRadius: 2,
      barMinHeight: 1,
      normalize: true,
      hideScrollbar: true,
      interact: false,
    });
    return () => surfer.destroy();
  }, [peaks, playback, theme]);
  return <div ref={box} aria-hidden="true" style={{ height: HEIGHT_PX }} />;
};
