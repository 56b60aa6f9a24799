import { useEffect, useState } from "react";

import { Button } from "@/components/button";
import { LevelMeter } from "@/features/recorder/level-meter";
import type { RecordingSession, SessionView } from "@/features/recorder/recording-session";
import { cn } from "@/lib/cn";
import { formatTime } from "@/lib/format";
import { t } from "@/lib/texts";

/** From here on a person is told when the recording will end by itself. */
const NEAR_END_S = 300;

const TICK_MS = 200;

function useElapsed(session: RecordingSession): number {
  const [seconds, setSeconds] = useState(session.elapsed);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(session.elapsed()), TICK_MS);
    return () => clearInterval(timer);
  }, [session]);
  return seconds;
}

const Clock = ({ session, paused }: { session: RecordingSession; paused: boolean }) => {
  const elapsed = useElapsed(session);
  const left = session.longest() - elapsed;
  return (
    <div>
      <div className="flex items-center gap-3">
        <span
          aria-hidden="true"
          className={cn(
            "size-3 rounded-full",
            paused ? "border-2 border-ink-faint" : "animate-pulse bg-danger",
          )}
        />
        <p role="timer" aria-label={t("recorder.recorded")} className="figures font-serif text-3xl">
          {formatTime(elapsed)}
        </p>
      </div>
      {left < NEAR_END_S && (
        <p className="mt-1 text-sm text-ink-soft">{t("recorder.endsIn", { time: formatTime(left) })}</p>
      )}
    </div>
  );
};

const Controls = ({ session, view: { state } }: RecorderRunningProps) => {
  const paused = state === "paused";
  const stopping = state === "stopping";
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="solid" icon="stop" disabled={stopping} onClick={() => void session.stop()}>
        {t("recorder.stop")}
      </Button>
      <Button
        data-first
        icon={paused ? "mic" : "pause"}
        disabled={stopping}
        onClick={paused ? session.resume : session.pause}
      >
        {paused ? t("recorder.goOn") : t("recorder.pause")}
      </Button>
    </div>
  );
};

type RecorderRunningProps = { session: RecordingSession; view: SessionView };

export const RecorderRunning = ({ session, view }: RecorderRunningProps) => {
  const paused = view.state === "paused";
  const Shown = view.companion?.Shown;
  return (
    <>
      <div className="flex w-full flex-col gap-5">
        <div>
          <Clock session={session} paused={paused} />
          <p className="mt-1 text-sm text-ink-soft">
            {paused ? t("recorder.paused") : t("recorder.recording")}
            {view.microphone && <span className="text-ink-faint"> · {view.microphone}</span>}
          </p>
        </div>
        <LevelMeter stream={view.stream} active={!paused} />
        {!view.safe && <p className="text-sm text-danger">{t("recorder.unsafe")}</p>}
        {view.alone && (
          <p role="alert" className="text-sm text-danger">
            {t("recorder.live.alone")}
          </p>
        )}
      </div>
      <Controls session={session} view={view} />
      {Shown && <Shown />}
    </>
  );
};
