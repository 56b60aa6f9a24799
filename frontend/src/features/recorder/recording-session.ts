import type { Accompany, Companion } from "@/features/recorder/companion";
import { moment } from "@/features/recorder/format";
import type { MicrophoneProblem } from "@/features/recorder/microphone";
import { MicrophoneError, openMicrophone } from "@/features/recorder/microphone";
import { Recorder } from "@/features/recorder/recorder";
import { Stopwatch } from "@/features/recorder/stopwatch";
import { TakeKeeper } from "@/features/recorder/take-keeper";
import { t } from "@/lib/texts";

export type SessionLimits = { maxSeconds: number; maxBytes: number };

/** What the page shows of a recording. */
export type SessionView = {
  state: "idle" | "asking" | "recording" | "paused" | "stopping" | "ready";
  problem: MicrophoneProblem | null;
  stream: MediaStream | null;
  microphone: string;
  title: string;
  file: File | null;
  /** Seconds, once it has ended. */
  length: number;
  endedBy: "person" | "unplugged" | "limit";
  /** False where the browser keeps nothing, so that closing the page would lose it. */
  safe: boolean;
  companion: Companion | null;
  /** A companion was asked for, and could not be had. */
  alone: boolean;
  /** The companion did not save it, but the site keeps what it got. */
  halfKept: boolean;
  /** The analysis of a recording that its companion has saved. */
  saved: string | null;
};

/** On its way to the site. Whoever carries it tells whether it arrived; until then it stays in this browser. */
export type HandedRecording = { file: File; title: string; settle: (sent: boolean) => Promise<void> };

const IDLE: SessionView = {
  state: "idle",
  problem: null,
  stream: null,
  microphone: "",
  title: "",
  file: null,
  length: 0,
  endedBy: "person",
  safe: true,
  companion: null,
  alone: false,
  halfKept: false,
  saved: null,
};

const NO_LIMITS: SessionLimits = { maxSeconds: Infinity, maxBytes: Infinity };

type Parts = {
  recorder: Recorder;
  keeper: TakeKeeper;
  watch: Stopwatch;
  limits: SessionLimits;
  companion: Companion | null;
};

/** What a recording is begun with. */
type Beginning = {
  stream: MediaStream;
  limits: SessionLimits;
  title: string;
  companion: Companion | null;
  alone: boolean;
};

/** One recording from the first question to its end: ask, record, pause, stop, hand on or throw away. */
export class RecordingSession {
  private view = IDLE;
  private parts: Parts | null = null;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): SessionView => this.view;

  /** Seconds so far; pauses do not count. */
  elapsed = (): number => this.parts?.watch.seconds ?? this.view.length;

  /** Seconds it may last. */
  longest = (): number => this.parts?.limits.maxSeconds ?? Infinity;

  start = async (deviceId: string, given = NO_LIMITS, accompany: Accompany | null = null): Promise<void> => {
    if (this.view.state !== "idle") return;
    const asking = this.show({ ...IDLE, state: "asking" });
    try {
      const stream = await openMicrophone(deviceId);
      const limits = { ...given };
      const title = t("recorder.title", { moment: moment(new Date()) });
      const onLimit = (seconds: number) => (limits.maxSeconds = Math.min(limits.maxSeconds, seconds));
      // Before the first second, which it shall have, too.
      const companion = (await accompany?.(stream, { title, onLimit }).catch(() => null)) ?? null;
      const alone = accompany !== null && !companion;
      if (this.view === asking) this.record({ stream, limits, title, companion, alone });
      else this.release(stream, companion);
    } catch (error) {
      const problem = error instanceof MicrophoneError ? error.problem : "busy";
      if (this.view === asking) this.show({ ...IDLE, problem });
    }
  };

  pause = (): void => {
    if (this.view.state !== "recording") return;
    this.parts?.recorder.pause();
    this.parts?.companion?.pause();
    this.parts?.watch.pause();
    this.show({ ...this.view, state: "paused" });
  };

  resume = (): void => {
    if (this.view.state !== "paused") return;
    this.parts?.recorder.resume();
    this.parts?.companion?.resume();
    this.parts?.watch.start();
    this.show({ ...this.view, state: "recording" });
  };

  stop = async (endedBy: SessionView["endedBy"] = "person"): Promise<void> => {
    const { parts, view } = this;
    if (!parts || (view.state !== "recording" && view.state !== "paused")) return;
    parts.watch.pause();
    this.show({ ...view, state: "stopping", stream: null });
    // Of what it has heard the last goes out before the microphone is let go.
    const saved = parts.companion?.finish();
    await parts.recorder.stop();
    await parts.keeper.settled();
    const analysis = await saved;
    if (analysis) await this.finishSaved(parts, analysis);
    else this.offer(parts, endedBy);
  };

  /** The recording under its title, for the way to the site; back to the start. Call `settle` when it is there. */
  hand = (title: string): HandedRecording | null => {
    const keeper = this.parts?.keeper;
    if (!keeper || this.view.state !== "ready") return null;
    keeper.rename(title);
    this.reset();
    return { file: keeper.file(), title, settle: (sent) => (sent ? keeper.forget() : keeper.leave()) };
  };

  discard = async (): Promise<void> => {
    const keeper = this.parts?.keeper;
    if (this.view.state !== "ready") return;
    this.reset();
    await keeper?.forget();
  };

  /** The page is left: the microphone is let go, and what there is stays for the next visit. */
  leave = async (): Promise<void> => {
    await this.stop();
    const keeper = this.parts?.keeper;
    this.reset();
    await keeper?.leave();
  };

  private record({ stream, limits, title, companion, alone }: Beginning): void {
    const recorder = new Recorder(stream, {
      onPiece: (piece) => this.keep(piece, parts),
      onLost: () => void this.stop("unplugged"),
    });
    const keeper = TakeKeeper.begin(title, recorder.type, companion !== null);
    const parts: Parts = { recorder, keeper, watch: new Stopwatch(), limits, companion };
    this.parts = parts;
    recorder.start();
    parts.watch.start();
    const { microphone } = recorder;
    this.show({ ...IDLE, state: "recording", stream, microphone, title, companion, alone });
    void companion?.saved.then((analysis) => {
      if (analysis) void this.stop("limit");
    });
  }

  /** The page was left while the browser asked. */
  private release(stream: MediaStream, companion: Companion | null): void {
    for (const track of stream.getTracks()) track.stop();
    void companion?.finish();
  }

  /** The site has it: nothing of it is to be sent any more. */
  private async finishSaved({ keeper }: Parts, saved: string): Promise<void> {
    await keeper.forget();
    this.parts = null;
    this.show({ ...IDLE, saved });
  }

  /** Listened to, and sent or thrown away. */
  private offer({ keeper, watch, companion }: Parts, endedBy: SessionView["endedBy"]): void {
    const halfKept = companion?.begun() ?? false;
    const ended = { ...this.view, companion: null, halfKept, endedBy };
    this.show({ ...ended, state: "ready", file: keeper.file(), length: watch.seconds });
  }

  private keep(piece: Blob, { keeper, watch, limits }: Parts): void {
    keeper.add(piece, watch.seconds);
    void keeper.settled().then(() => {
      const shown = this.parts?.keeper === keeper;
      if (shown && keeper.safe !== this.view.safe) this.show({ ...this.view, safe: keeper.safe });
    });
    if (watch.seconds >= limits.maxSeconds || keeper.bytes >= limits.maxBytes) void this.stop("limit");
  }

  private reset(): void {
    this.parts = null;
    this.show(IDLE);
  }

  private show(view: SessionView): SessionView {
    this.view = view;
    for (const listener of this.listeners) listener();
    return view;
  }
}
