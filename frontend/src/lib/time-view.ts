import { useSyncExternalStore } from "react";

/** Closer than this, a waveform shows nothing new. */
const CLOSEST_S = 2;

/** Where the playhead lands when the view turns the page: a little of what came before stays in sight. */
const TURNED_TO = 0.08;

/**
 * The part of the recording that waveform and timeline show. Both draw from here, so their axes are always one; it lives
 * outside React because a wheel moves it many times a second.
 */
export class TimeView {
  readonly durationS: number;
  startS = 0;
  spanS: number;
  private readonly listeners = new Set<() => void>();

  constructor(durationS: number) {
    this.durationS = durationS;
    this.spanS = durationS;
  }

  get endS(): number {
    return this.startS + this.spanS;
  }

  /** Whether a part is shown, not the whole. */
  get zoomed(): boolean {
    return this.spanS < this.durationS;
  }

  get closest(): boolean {
    return this.spanS <= Math.min(CLOSEST_S, this.durationS);
  }

  /** Shows so many seconds, kept inside the recording. */
  show(startS: number, spanS: number): void {
    const span = Math.min(this.durationS, Math.max(spanS, Math.min(CLOSEST_S, this.durationS)));
    const start = Math.min(Math.max(0, startS), this.durationS - span);
    if (start === this.startS && span === this.spanS) return;
    this.startS = start;
    this.spanS = span;
    for (const listener of this.listeners) listener();
  }

  /** A factor of 2 shows half as much; the moment `aroundS` stays where it is. */
  zoom(factor: number, aroundS: number): void {
    const anchor = Math.min(Math.max(aroundS, this.startS), this.endS);
    const span = Math.min(this.durationS, Math.max(this.spanS / factor, Math.min(CLOSEST_S, this.durationS)));
    this.show(anchor - ((anchor - this.startS) / this.spanS) * span, span);
  }

  pan(seconds: number): void {
    this.show(this.startS + seconds, this.spanS);
  }

  whole(): void {
    this.show(0, this.durationS);
  }

  contains(timeS: number): boolean {
    return this.startS <= timeS && timeS <= this.endS;
  }

  /** Turns the page when a moment is out of sight. */
  reveal(timeS: number): void {
    if (!this.contains(timeS)) this.show(timeS - this.spanS * TURNED_TO, this.spanS);
  }

  /** Where a moment lies, 0 to 1 while it is in sight. */
  shareOf(timeS: number): number {
    return (timeS - this.startS) / this.spanS;
  }

  timeAt(share: number): number {
    return this.startS + share * this.spanS;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** Renders again when the view moves, and tells what it now shows. */
export function useTimeView(view: TimeView): { startS: number; spanS: number } {
  const startS = useSyncExternalStore(view.subscribe, () => view.startS);
  const spanS = useSyncExternalStore(view.subscribe, () => view.spanS);
  return { startS, spanS };
}
