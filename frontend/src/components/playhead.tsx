import { useEffect, useRef } from "react";

import type { Playback } from "@/lib/playback";

type PlayheadProps = { playback: Playback; startS?: number; durationS: number };

/**
 * The line at the moment being played, while that is in sight. Moved outside React and by a transform alone, because it
 * moves with every frame: nothing is laid out or painted anew.
 */
export const Playhead = ({ playback, startS = 0, durationS }: PlayheadProps) => {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      if (!line.current) return;
      const share = (playback.time - startS) / durationS;
      line.current.style.transform = `translateX(${Math.min(1, share) * 100}%)`;
      line.current.style.visibility = share < 0 || share > 1.001 ? "hidden" : "visible";
    };
    place();
    return playback.subscribe(place);
  }, [playback, startS, durationS]);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 overflow-hidden">
      <div ref={line} className="size-full will-change-transform">
        <div className="-ml-px h-full w-0.5 bg-ink" />
      </div>
    </div>
  );
};
