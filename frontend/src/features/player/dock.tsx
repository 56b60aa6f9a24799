import type { ReactNode, RefObject } from "react";
import { useCallback, useEffect, useState } from "react";

import type { Segment } from "@/api/generated/undertone";
import type { Draw } from "@/components/canvas";
import { Canvas } from "@/components/canvas";
import { Playhead } from "@/components/playhead";
import { drawRegions } from "@/features/player/draw-waveform";
import { Clock, PlayButton, Speed } from "@/features/player/transport";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";
import { useShownTheme } from "@/lib/theme";

const STRIP_PX = 18;

type StripProps = { segments: readonly Segment[]; durationS: number; playback: Playback };

/** The whole recording in its colours, to go to a moment; the waveform's slider says the same to screen readers. */
const Strip = ({ segments, durationS, playback }: StripProps) => {
  const theme = useShownTheme();
  const draw = useCallback<Draw>(
    (pen, box) => drawRegions(pen, box, segments, { startS: 0, spanS: durationS }),
    // The theme changes the tokens that are looked up.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [segments, durationS, theme],
  );
  return (
    <div
      className="relative min-w-0 flex-1 cursor-pointer overflow-hidden rounded-sm bg-sunken"
      onPointerDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        playback.seek(((event.clientX - box.left) / box.width) * durationS);
      }}
    >
      <Canvas height={STRIP_PX} draw={draw} />
      <Playhead playback={playback} durationS={durationS} />
    </div>
  );
};

/** Whether an element has been scrolled out of sight. */
function useOutOfSight(element: RefObject<HTMLElement | null>): boolean {
  const [out, setOut] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const watch = new IntersectionObserver(([entry]) => setOut(entry ? !entry.isIntersecting : false));
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [element]);
  return out;
}

type DockProps = StripProps & { player: RefObject<HTMLElement | null>; tools: ReactNode };

/** Once the player is out of sight, the keys to play stay at the foot of the window. */
export const Dock = ({ player, tools, ...strip }: DockProps) => {
  const shown = useOutOfSight(player);
  useEffect(() => {
    // What has the focus is not to lie under the bar.
    document.documentElement.style.scrollPaddingBottom = shown ? "5rem" : "";
    return () => {
      document.documentElement.style.scrollPaddingBottom = "";
    };
  }, [shown]);
  if (!shown) return null;
  return (
    <section
      aria-label={t("player.dock")}
      className="no-print fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface/95 backdrop-blur-sm"
    >
      <div className="mx-auto flex max-w-page items-center gap-3 px-gutter py-2 sm:gap-4 sm:px-8">
        <PlayButton playback={strip.playback} small />
        <Clock playback={strip.playback} durationS={strip.durationS} />
        <Strip {...strip} />
        <div className="flex items-center gap-1 max-sm:hidden">
          <Speed playback={strip.playback} />
          {tools}
        </div>
      </div>
    </section>
  );
};
