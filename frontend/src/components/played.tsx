import type { ReactNode } from "react";
import { useEffect, useRef } from "react";

import type { Playback } from "@/lib/playback";

type PlayedProps = { playback: Playback; startS: number; durationS: number; children: ReactNode };

/** Shows of its content only what was played. Two opposite transforms uncover it, so no frame paints anything. */
export const Played = ({ playback, startS, durationS, children }: PlayedProps) => {
  const cover = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      if (!cover.current || !content.current) return;
      const hidden = 1 - Math.min(1, Math.max(0, (playback.time - startS) / durationS));
      cover.current.style.transform = `translateX(${-hidden * 100}%)`;
      content.current.style.transform = `translateX(${hidden * 100}%)`;
    };
    place();
    return playback.subscribe(place);
  }, [playback, startS, durationS]);
  return (
    <div ref={cover} aria-hidden="true" className="absolute inset-0 overflow-hidden will-change-transform">
      <div ref={content} className="will-change-transform">
        {children}
      </div>
    </div>
  );
};
