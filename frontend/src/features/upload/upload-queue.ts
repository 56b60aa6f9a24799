import { isUnknownPerson } from "@/api/request";
import { RefusedFile } from "@/features/upload/limits";
import { BUSY_WAIT_MS, isBusy, isLost, MAX_ATTEMPTS, waitBeforeRetry } from "@/features/upload/retry";
import type { Job, UploadTools } from "@/features/upload/upload-jobs";
import { checkUpload, sendUpload } from "@/features/upload/upload-jobs";
import type { Upload, UploadRequest, UploadState } from "@/features/upload/upload-state";
import { isPending, makeUpload } from "@/features/upload/upload-state";

type Step = { from: UploadState; to: UploadState; atOnce: number; job: Job };

/** One file at a time is read, to spare the disk; more than two sent at once would only share the same line. */
const STEPS: readonly Step[] = [
  { from: "waiting", to: "checking", atOnce: 1, job: checkUpload },
  { from: "ready", to: "sending", atOnce: 2, job: sendUpload },
];

/** Files on their way to the site, oldest first: looked at, sent, tried again where the line breaks. */
export class UploadQueue {
  private uploads: readonly Upload[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly running = new Map<string, AbortController>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly settled = new Map<string, (sent: boolean) => void>();

  constructor(private readonly tools: UploadTools) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): readonly Upload[] => this.uploads;

  /** Gives back the keys of what was added. */
  add = (requests: readonly UploadRequest[]): string[] => {
    // A batch that is through has been told of; the next one is counted from its own start.
    const kept = this.uploads.some(isPending)
      ? this.uploads
      : this.uploads.filter((one) => one.state !== "sent");
    const added = requests.map(makeUpload);
    added.forEach(({ key }, place) => {
      const onSettled = requests[place]?.onSettled;
      if (onSettled) this.settled.set(key, onSettled);
    });
    this.publish([...kept, ...added]);
    return added.map(({ key }) => key);
  };

  cancel = (key: string): void => this.drop(new Set([key]));

  cancelAll = (): void => this.drop(new Set(this.uploads.filter(isPending).map(({ key }) => key)));

  /** At once, because a person says so. */
  retry = (key: string): void => this.again(key, { attempts: 0, losses: 0 });

  /** Even though the site has it. */
  sendAnyway = (key: string): void => this.change(key, { state: "ready", ifKnown: "send", known: null });

  /** With the model that reads any recording. */
  retryWithDefaultModel = (key: string): void => {
    const choices = { ...this.find(key)?.choices, model: "" };
    this.again(key, { choices, needsFilm: false, attempts: 0, losses: 0 });
  };

  /** The device is on line again, or somebody has signed in: nobody waits for a timer. */
  retryLost = (): void => {
    for (const { key, state } of this.uploads) if (state === "lost") this.again(key);
  };

  /** All of them in one step: what is dropped one by one would make room for the next ones, which would start. */
  private drop(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      this.running.get(key)?.abort();
      this.stopTimer(key);
    }
    this.publish(this.uploads.filter(({ key }) => !keys.has(key)));
    for (const key of keys) this.settle(key, false);
  }

  private again(key: string, changes: Partial<Upload> = {}): void {
    this.stopTimer(key);
    this.change(key, { state: "waiting", share: 0, problem: null, ...changes });
  }

  private publish(uploads: readonly Upload[]): void {
    this.uploads = uploads;
    for (const step of STEPS) this.startNext(step);
    for (const listener of this.listeners) listener();
  }

  private change(key: string, changes: Partial<Upload>): void {
    this.publish(this.uploads.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload)));
  }

  private startNext({ from, to, atOnce, job }: Step): void {
    const free = Math.max(0, atOnce - this.uploads.filter(({ state }) => state === to).length);
    const chosen = new Set(this.uploads.filter(({ state }) => state === from).slice(0, free));
    this.uploads = this.uploads.map((upload) => (chosen.has(upload) ? started(upload, to) : upload));
    for (const { key } of chosen) void this.run(key, job);
  }

  private async run(key: string, job: Job): Promise<void> {
    const upload = this.find(key);
    if (!upload) return;
    const controller = new AbortController();
    const { signal } = controller;
    const onProgress = (share: number) => {
      if (!signal.aborted) this.change(key, { share });
    };
    this.running.set(key, controller);
    try {
      const context = { tools: this.tools, signal, onProgress, uploads: this.snapshot };
      const changes = await job(upload, context);
      if (!signal.aborted) this.change(key, changes);
      if (changes.state === "sent") this.settle(key, true);
    } catch (error) {
      if (!signal.aborted) this.fail(key, error instanceof Error ? error : new Error(String(error)));
    } finally {
      if (this.running.get(key) === controller) this.running.delete(key);
    }
  }

  private fail(key: string, problem: Error): void {
    const attempts = this.find(key)?.attempts ?? 0;
    if (problem instanceof RefusedFile) this.change(key, { state: "refused", problem });
    // No line broke, so it does not count, and no timer helps: it goes on when somebody has signed in.
    else if (isUnknownPerson(problem)) this.change(key, { state: "lost", problem, attempts: 0 });
    // No line broke here either, however often it is asked.
    else if (isBusy(problem)) this.wait(key, BUSY_WAIT_MS, { state: "lost", problem, attempts: 0 });
    else if (isLost(problem) && attempts < MAX_ATTEMPTS) this.lose(key, problem);
    else this.change(key, { state: "failed", problem });
  }

  private lose(key: string, problem: Error): void {
    const losses = (this.find(key)?.losses ?? 0) + 1;
    this.wait(key, waitBeforeRetry(losses), { state: "lost", problem, losses });
  }

  private wait(key: string, ms: number, changes: Partial<Upload>): void {
    this.timers.set(
      key,
      setTimeout(() => this.again(key), ms),
    );
    this.change(key, changes);
  }

  private find(key: string): Upload | undefined {
    return this.uploads.find((upload) => upload.key === key);
  }

  private settle(key: string, sent: boolean): void {
    const tell = this.settled.get(key);
    this.settled.delete(key);
    tell?.(sent);
  }

  private stopTimer(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
  }
}

const started = (upload: Upload, state: UploadState): Upload => ({
  ...upload,
  state,
  share: 0,
  startedAt: Date.now(),
  attempts: upload.attempts + (state === "sending" ? 1 : 0),
});
