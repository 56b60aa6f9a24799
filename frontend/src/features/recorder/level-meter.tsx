import { useLevel } from "@/features/recorder/use-level";

const BARS = 24;

/** Louder than this, the sound is likely to clip. */
const HOT = 0.92;

export const LevelMeter = ({ stream, active }: { stream: MediaStream | null; active: boolean }) => {
  const level = useLevel(stream);
  const shown = active ? level : 0;
  return (
    <div
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(shown * 100)}
      className="flex h-6 items-center gap-[3px]"
    >
      {Array.from({ length: BARS }, (_, bar) => {
        const lit = bar / BARS < shown;
        const colour = bar / BARS > HOT ? "bg-danger" : "bg-ink";
        return <span key={bar} className={`h-full w-1 rounded-full ${lit ? colour : "bg-line"}`} />;
      })}
    </div>
  );
};
