import { useEffect, useRef } from "react";

import type { Playback } from "@/lib/playback";

type PlayheadProps = { playback: Playback; startS?: number; durationS: number };

/** The line at the moment being played, while that is in sight. Moved outside React, because it moves with every frame. */
export const Playhead = ({ playback, startS = 0, durationS }: PlayheadProps) => {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      if (!line.current) return;
      const share = (playback.time - startS) / durationS;
      line.current.style.left = `${Math.min(1, share) * 100}%`;
      line.current.hidden = share < 0 || (startS > 0 && share > 1);
    };
    place();
    return playback.subscribe(place);
  }, [playback, startS, durationS]);
  return <div ref={line} aria-hidden="true" className="pointer-events-none absolute inset-y-0 w-px bg-ink" />;
};
