import type { RefObject } from "react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";

import { useLimitsRetrieve } from "@/api/generated/undertone";
import type { Accompany, Companion } from "@/features/recorder/companion";
import { LeaveGuard } from "@/features/recorder/leave-guard";
import { RecorderIdle } from "@/features/recorder/recorder-idle";
import { RecorderReady } from "@/features/recorder/recorder-ready";
import { RecorderRunning } from "@/features/recorder/recorder-running";
import type { HandedRecording, SessionLimits, SessionView } from "@/features/recorder/recording-session";
import { RecordingSession } from "@/features/recorder/recording-session";
import { useUnsentTakes } from "@/features/recorder/use-unsent-takes";
import { formatTime } from "@/lib/format";
import { t } from "@/lib/texts";
import { useLeaveWarning } from "@/lib/use-leave-warning";

type RecorderPanelProps = {
  onRecording: (recording: HandedRecording) => void;
  /** Whether the microphone is open. */
  onActive: (active: boolean) => void;
  /** Where recordings can be read while they are made. */
  live: Accompany | null;
  /** One that was is saved: its analysis. */
  onSaved: (analysisId: string) => void;
};

const isRunning = ({ state }: SessionView): boolean =>
  state === "recording" || state === "paused" || state === "stopping";

function useSession(onLeft: () => Promise<void>) {
  const [session] = useState(() => new RecordingSession());
  const view = useSyncExternalStore(session.subscribe, session.snapshot);
  // Its last pieces are written after the page is left; by then a new one may have looked for what was left behind.
  useEffect(() => () => void session.leave().then(onLeft), [session, onLeft]);
  return { session, view };
}

/** A recording ends in time to be taken: its last piece, and what goes with it, come on top. */
const SPARE_S = 2;
const SPARE_BYTES = 2 ** 20;

function useSessionLimits(): SessionLimits {
  const { data } = useLimitsRetrieve({ query: { staleTime: Infinity } });
  return {
    maxSeconds: (data?.max_duration_s ?? Infinity) - SPARE_S,
    maxBytes: (data?.max_bytes ?? Infinity) - SPARE_BYTES,
  };
}

/** The button a person has just pressed is gone: the keyboard goes on where the new ones are. */
function useFocusOfView(kind: string) {
  const panel = useRef<HTMLElement>(null);
  const shown = useRef(kind);
  useEffect(() => {
    if (shown.current === kind) return;
    shown.current = kind;
    panel.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [kind]);
  return panel;
}

/** What is read live needs the height of the screen: it begins where the recorder does. */
function useRoomFor(companion: Companion | null, panel: RefObject<HTMLElement | null>) {
  const accompanied = companion !== null;
  useEffect(() => {
    if (accompanied) panel.current?.scrollIntoView({ block: "start" });
  }, [accompanied, panel]);
}

/** What a screen reader says of each change. */
function spoken(view: SessionView): string {
  if (view.state === "recording") return t("recorder.recording");
  if (view.state === "paused") return t("recorder.paused");
  return view.state === "ready" ? t("recorder.ended", { length: formatTime(view.length) }) : "";
}

export const RecorderPanel = ({ onRecording, onActive, live, onSaved }: RecorderPanelProps) => {
  const { refresh } = useUnsentTakes();
  const { session, view } = useSession(refresh);
  const limits = useSessionLimits();
  const running = isRunning(view);
  const { file, saved } = view;
  const panel = useFocusOfView(running ? "running" : file ? "ready" : "idle");
  useRoomFor(view.companion, panel);
  useLeaveWarning(running || (file !== null && !view.safe));
  useEffect(() => onActive(running), [running, onActive]);
  useEffect(() => {
    if (saved) onSaved(saved);
  }, [saved, onSaved]);

  const use = (title: string) => {
    const handed = session.hand(title);
    if (!handed) return;
    const settle = async (sent: boolean) => {
      await handed.settle(sent);
      await refresh();
    };
    onRecording({ ...handed, settle });
  };

  return (
    <section
      ref={panel}
      aria-label={t("recorder.name")}
      data-live={view.companion ? "" : undefined}
      className="flex min-w-0 flex-col items-start justify-between gap-8 rounded-lg border border-line bg-surface p-card scroll-mt-4 data-live:order-first sm:p-8"
    >
      <p role="status" className="sr-only">
        {spoken(view)}
      </p>
      {running ? (
        <RecorderRunning session={session} view={view} />
      ) : file ? (
        <RecorderReady view={{ ...view, file }} onUse={use} onDiscard={() => void session.discard()} />
      ) : (
        <RecorderIdle
          view={view}
          onStart={(deviceId) => void session.start(deviceId, limits)}
          onLive={live && ((deviceId) => void session.start(deviceId, limits, live))}
        />
      )}
      <LeaveGuard recording={running} live={view.companion !== null} />
    </section>
  );
};
