import { useCallback, useMemo } from "react";

import type { Peaks, Segment } from "@/api/generated/undertone";
import type { Draw } from "@/components/canvas";
import { Canvas } from "@/components/canvas";
import { Played } from "@/components/played";
import { drawBars, drawRegions } from "@/features/player/draw-waveform";
import { useClosePeaks } from "@/lib/close-peaks";
import { wholeOutline } from "@/lib/peaks";
import type { Playback } from "@/lib/playback";
import { useShownTheme } from "@/lib/theme";
import type { TimeView } from "@/lib/time-view";
import { useTimeView } from "@/lib/time-view";

const HEIGHT_PX = 112;

type WaveformProps = {
  peaks: Peaks;
  segments: readonly Segment[];
  playback: Playback;
  view: TimeView;
};

/** The shape of the sound in the colours of how it reads, from peaks the site has measured: no file is read for it. */
export const Waveform = ({ peaks, segments, playback, view }: WaveformProps) => {
  const theme = useShownTheme();
  const { startS, spanS } = useTimeView(view);
  const whole = useMemo(() => wholeOutline(peaks), [peaks]);
  const parts = useClosePeaks({ startS, spanS }, whole);
  const sound = useMemo(() => ({ whole, parts }), [whole, parts]);
  const coming = useCallback<Draw>(
    (pen, box) => {
      drawRegions(pen, box, segments, { startS, spanS });
      drawBars(pen, box, sound, { startS, spanS }, "--line-strong");
    },
    // The theme changes the tokens that are looked up.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [sound, segments, startS, spanS, theme],
  );
  const played = useCallback<Draw>(
    (pen, box) => drawBars(pen, box, sound, { startS, spanS }, "--ink"),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [sound, startS, spanS, theme],
  );
  return (
    <>
      <Canvas height={HEIGHT_PX} draw={coming} />
      <Played playback={playback} startS={startS} durationS={spanS}>
        <Canvas height={HEIGHT_PX} draw={played} />
      </Played>
    </>
  );
};
