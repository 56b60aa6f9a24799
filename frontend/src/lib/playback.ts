import { useSyncExternalStore } from "react";

/** The speeds on offer, slow to fast. */
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/**
 * The playhead of one recording: an audio element and everyone who follows it. Waveform, timeline and transcript
 * listen here, so they always agree on the moment.
 */
export class Playback {
  readonly audio = new Audio();
  /** Absolute, as the element itself reports it; null where there is nothing to be heard. */
  readonly url: string | null;
  private readonly listeners = new Set<() => void>();
  private frame = 0;
  /** While followers are told: reading the element itself is slow, and dozens of them ask. */
  private told: number | null = null;

  constructor(url: string | null) {
    this.url = url === null ? null : new URL(url, location.href).href;
    this.audio.preload = "metadata";
    for (const event of [
      "play",
      "pause",
      "seeked",
      "seeking",
      "ended",
      "ratechange",
      "error",
      "loadedmetadata",
    ]) {
      this.audio.addEventListener(event, this.notify);
    }
    this.audio.addEventListener("play", this.follow);
  }

  /** Only shown: the moment can be chosen, and nothing sounds. */
  get silent(): boolean {
    return this.url === null;
  }

  get time(): number {
    return this.told ?? this.audio.currentTime;
  }

  get playing(): boolean {
    return !this.audio.paused;
  }

  get rate(): number {
    return this.audio.playbackRate;
  }

  get failed(): boolean {
    return this.audio.error !== null;
  }

  load(): void {
    if (this.url !== null && this.audio.getAttribute("src") !== this.url) this.audio.src = this.url;
  }

  seek(seconds: number): void {
    const end = Number.isFinite(this.audio.duration) ? this.audio.duration : Infinity;
    this.audio.currentTime = Math.min(Math.max(0, seconds), end);
    this.notify();
  }

  toggle(): void {
    if (this.playing) this.audio.pause();
    else void this.play();
  }

  /** A browser may refuse to play (no device, no gesture); the button then simply stays at "Play". */
  async play(): Promise<void> {
    if (this.silent) return;
    this.load(); // a source that comes after the wish to play would take it back
    try {
      await this.audio.play();
    } catch {
      this.notify();
    }
  }

  setRate(rate: number): void {
    this.audio.playbackRate = rate;
    this.notify();
  }

  /** The next speed up or down, as far as they go. */
  changeRate(step: 1 | -1): void {
    const faster = RATES.filter((each) => (each - this.rate) * step > 0);
    const next = step > 0 ? faster[0] : faster.at(-1);
    if (next !== undefined) this.setRate(next);
  }

  release(): void {
    this.audio.pause();
    cancelAnimationFrame(this.frame);
    this.audio.removeAttribute("src");
    this.audio.load();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private readonly notify = (): void => {
    this.told = this.audio.currentTime;
    try {
      for (const listener of this.listeners) listener();
    } finally {
      this.told = null;
    }
  };

  /** The element's own timeupdate comes four times a second: too rarely for a gliding playhead. */
  private readonly follow = (): void => {
    cancelAnimationFrame(this.frame);
    this.notify();
    if (this.playing) this.frame = requestAnimationFrame(this.follow);
  };
}

/** Reads something from the playback; renders again only when what was read changes. */
export const usePlayback = <T extends string | number | boolean>(
  playback: Playback,
  read: (playback: Playback) => T,
): T => useSyncExternalStore(playback.subscribe, () => read(playback));
