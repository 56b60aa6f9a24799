import type { UploadChoices } from "@/api/upload";
import type { LiveView, Said, Trouble } from "@/features/live/live-view";
import { BEGINNING, heard, isOver } from "@/features/live/live-view";
import { t } from "@/lib/texts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** So long a session that has ended waits for a lost line; the sound is in this browser, too. */
const PATIENCE_MS = 30_000;
/** And so long for the site to make a recording of an hour of sound. */
const SAVING_PATIENCE_MS = 300_000;
/** No more than this waits in the browser's own queue: what is there cannot be told from what has arrived. */
const QUEUED_BYTES = 256 * 2 ** 10;
/** A line on which nothing goes out for so long is dead, whatever the browser still hopes. */
const STALLED_AFTER_MS = 20_000;
/** Sound that the site has not confirmed: a quarter of an hour and more. */
const KEPT_BYTES = 32 * 2 ** 20;

/** Closing codes of the site: recognition/live_consumer.py, recognition/consumers.py. */
const NOT_SIGNED_IN = 4401;

/** What the page, not the site, says of itself. */
const signedOut = (): Trouble => ({ code: "not_authenticated", detail: t("live.signedOut") });
const tooSlow = (): Trouble => ({ code: "live_too_slow", detail: t("live.tooSlow") });
const notReached = (): Trouble => ({ code: "live_not_reached", detail: t("live.notReached") });

export type LiveStart = { title: string; choices: UploadChoices; rate: number };

type LiveEvents = {
  /** The longest session that the site takes. */
  onLimit?: (seconds: number) => void;
};

const url = (): string => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live/`;

function beginning({ title, choices, rate }: LiveStart) {
  const { speaker_baseline: baseline, ...others } = choices;
  const chosen = Object.fromEntries(Object.entries(others).filter(([, value]) => value));
  const speakers = baseline ? { speaker_baseline: baseline === "true" } : {};
  return { type: "start", sample_rate_hz: rate, title, ...chosen, ...speakers };
}

/**
 * The line of one live session. Sound goes out as it comes, no faster than the site takes it; what the site has not
 * confirmed is kept, and sent again by the next line.
 */
export class LiveLine {
  private view = BEGINNING;
  private readonly listeners = new Set<() => void>();
  private socket: WebSocket | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private later: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private session: string | null = null;
  /** The site has said where to go on. */
  private ready = false;
  private ending = false;
  private endSaid = false;
  /** Not confirmed, in order; `at` counts bytes from the beginning of the session. */
  private kept: { at: number; sound: Int16Array<ArrayBuffer> }[] = [];
  private taken = 0;
  private sent = 0;
  /** Of this line: bytes that were given to the browser, and how many of them had left it, since when. */
  private given = 0;
  private gone = { bytes: 0, since: 0 };
  private settle: (analysis: string | null) => void = () => undefined;
  /** The analysis it was saved with; null where the site takes no sound any more. */
  readonly saved = new Promise<string | null>((resolve) => (this.settle = resolve));

  constructor(
    private readonly start: LiveStart,
    private readonly events: LiveEvents = {},
  ) {
    this.open();
    addEventListener("online", this.comeBack);
    addEventListener("pagehide", this.endWithPage);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): LiveView => this.view;

  /** Whether the site has begun a session: what it has of it, it saves, whatever becomes of this line. */
  get begun(): boolean {
    return this.session !== null;
  }

  send(sound: Int16Array<ArrayBuffer>): void {
    if (isOver(this.view) || this.ending) return;
    this.kept.push({ at: this.taken, sound });
    this.taken += sound.byteLength;
    if (this.taken - (this.kept[0]?.at ?? this.taken) > KEPT_BYTES) this.fail(tooSlow());
    else this.pump();
  }

  /** All has been said. */
  finish(): Promise<string | null> {
    if (!this.ending && !isOver(this.view)) {
      this.ending = true;
      this.wait(PATIENCE_MS);
      this.pump();
    }
    return this.saved;
  }

  private open(): void {
    clearTimeout(this.retry);
    const socket = new WebSocket(url());
    this.socket = socket;
    socket.addEventListener("open", () =>
      socket.send(
        JSON.stringify(this.session ? { type: "resume", session: this.session } : beginning(this.start)),
      ),
    );
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      if (socket === this.socket) this.hear(JSON.parse(data) as Said);
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.socket) this.lost(code);
    });
  }

  private hear(said: Said): void {
    this.show(heard(this.view, said));
    if (said.type === "started") this.goOn(said);
    else if (said.type === "reading") this.confirm(said.received);
    else if (said.type === "saving") this.wait(SAVING_PATIENCE_MS);
    else if (said.type === "saved") this.close(said.analysis);
    else if (said.type === "error") this.close(null);
    this.pump();
  }

  private goOn({ session, received, max_s: limit }: Said & { type: "started" }): void {
    this.session = session;
    this.ready = true;
    this.endSaid = false;
    this.attempts = 0;
    this.sent = received;
    this.given = 0;
    this.gone = { bytes: 0, since: performance.now() };
    this.confirm(received);
    this.events.onLimit?.(limit);
  }

  private confirm(received: number): void {
    this.kept = this.kept.filter(({ at, sound }) => at + sound.byteLength > received);
  }

  /** Send what the line takes now, and at the end that it was all. */
  private pump(): void {
    const { socket } = this;
    if (!socket || !this.ready || isOver(this.view)) return;
    if (this.isDead(socket)) {
      this.lost();
      socket.close();
      return;
    }
    for (const { at, sound } of this.kept) {
      if (at + sound.byteLength <= this.sent) continue;
      if (socket.bufferedAmount > QUEUED_BYTES) {
        this.pumpLater();
        return;
      }
      const rest = sound.subarray(Math.max(0, this.sent - at) / Int16Array.BYTES_PER_ELEMENT);
      socket.send(rest);
      this.given += rest.byteLength;
      this.sent = at + sound.byteLength;
    }
    if (!this.ending || this.endSaid) return;
    this.endSaid = true;
    socket.send(JSON.stringify({ type: "end" }));
  }

  /** While somebody speaks, the next block of sound asks again. */
  private pumpLater(): void {
    clearTimeout(this.later);
    if (this.ending) this.later = setTimeout(() => this.pump(), 100);
  }

  private isDead({ bufferedAmount }: WebSocket): boolean {
    const now = performance.now();
    const bytes = this.given - bufferedAmount;
    if (bufferedAmount === 0 || bytes > this.gone.bytes) this.gone = { bytes, since: now };
    return now - this.gone.since > STALLED_AFTER_MS;
  }

  /** The browser is back on the network: nobody waits out the pause. */
  private comeBack = (): void => {
    if (!this.socket && !isOver(this.view)) this.open();
  };

  /** Reloaded or closed: the site need not wait for somebody to come back before it saves. */
  private endWithPage = (): void => void this.finish();

  private lost(code?: number): void {
    this.socket = null;
    this.ready = false;
    if (isOver(this.view)) return;
    if (code === NOT_SIGNED_IN) {
      this.fail(signedOut());
      return;
    }
    this.show({ ...this.view, state: "lost" });
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempts++);
    this.retry = setTimeout(() => this.open(), wait * (0.75 + Math.random() / 4));
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.patience);
    if (this.ending) this.patience = setTimeout(() => this.fail(notReached()), milliseconds);
  }

  private fail(trouble: Trouble): void {
    if (isOver(this.view)) return;
    this.show({ ...this.view, state: "failed", trouble });
    this.close(null);
  }

  private close(analysis: string | null): void {
    clearTimeout(this.retry);
    clearTimeout(this.patience);
    clearTimeout(this.later);
    removeEventListener("online", this.comeBack);
    removeEventListener("pagehide", this.endWithPage);
    const { socket } = this;
    this.socket = null;
    this.kept = [];
    socket?.close();
    this.settle(analysis);
  }

  private show(view: LiveView): void {
    this.view = view;
    for (const listener of this.listeners) listener();
  }
}
