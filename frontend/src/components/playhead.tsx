import { useEffect, useRef } from "react";

import type { Playback } from "@/lib/playback";

/** The line at the moment being played. Moved outside React, because it moves with every frame. */
export const Playhead = ({ playback, durationS }: { playback: Playback; durationS: number }) => {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      if (line.current) line.current.style.left = `${Math.min(1, playback.time / durationS) * 100}%`;
    };
    place();
    return playback.subscribe(place);
  }, [playback, durationS]);
  return <div ref={line} aria-hidden="true" className="pointer-events-none absolute inset-y-0 w-px bg-ink" />;
};
