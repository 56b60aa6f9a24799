/** Seconds that passed while it ran. */
export class Stopwatch {
  private before = 0;
  private since: number | null = null;

  start(): void {
    this.since ??= performance.now();
  }

  pause(): void {
    this.before = this.seconds;
    this.since = null;
  }

  get seconds(): number {
    const running = this.since === null ? 0 : (performance.now() - this.since) / 1000;
    return this.before + running;
  }
}
