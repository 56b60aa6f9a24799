import { useEffect, useRef, useState } from "react";

import { watchLevel } from "@/features/recorder/level";
import { cn } from "@/lib/cn";
import { t } from "@/lib/texts";

const BARS = 32;

/** Louder than this, the sound is likely to clip. */
const HOT = 0.92;

/** Speech stands well above this; what stays below it for so long is the wrong microphone, or a muted one. */
const AUDIBLE = 0.2;
const SILENT_AFTER_MS = 5000;

const Bars = ({ lit }: { lit: boolean }) =>
  Array.from({ length: BARS }, (_, bar) => (
    <span
      key={bar}
      className={cn(
        "h-full flex-1 rounded-full",
        lit ? (bar / BARS > HOT ? "bg-danger" : "bg-ink") : "bg-line",
      )}
    />
  ));

/** Drawn past React: sixty times a second. */
function useMeter(stream: MediaStream | null, active: boolean) {
  const meter = useRef<HTMLDivElement>(null);
  const lit = useRef<HTMLDivElement>(null);
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (!stream || !active) return;
    let heardAt = performance.now();
    const end = watchLevel(stream, (level) => {
      const now = performance.now();
      if (level > AUDIBLE) heardAt = now;
      setSilent(now - heardAt > SILENT_AFTER_MS);
      if (lit.current) lit.current.style.clipPath = `inset(0 ${100 - level * 100}% 0 0)`;
      meter.current?.setAttribute("aria-valuenow", String(Math.round(level * 10) * 10));
    });
    const drawn = [lit.current, meter.current] as const;
    return () => {
      end();
      setSilent(false);
      if (drawn[0]) drawn[0].style.clipPath = "inset(0 100% 0 0)";
      drawn[1]?.setAttribute("aria-valuenow", "0");
    };
  }, [stream, active]);
  return { meter, lit, silent };
}

export const LevelMeter = ({ stream, active }: { stream: MediaStream | null; active: boolean }) => {
  const { meter, lit, silent } = useMeter(stream, active);
  return (
    <div className="flex flex-col gap-2">
      <div
        ref={meter}
        role="meter"
        aria-label={t("recorder.level")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        className="relative h-7 w-full max-w-72"
      >
        <div className="absolute inset-0 flex gap-[3px]">
          <Bars lit={false} />
        </div>
        <div ref={lit} className="absolute inset-0 flex gap-[3px]" style={{ clipPath: "inset(0 100% 0 0)" }}>
          <Bars lit />
        </div>
      </div>
      <p role="status" className="min-h-5 text-sm text-ink-soft">
        {silent && t("recorder.silent")}
      </p>
    </div>
  );
};
