/** What a running analysis is doing, in words. */

const STAGES: Readonly<Record<string, string>> = {
  decoding: "Decoding",
  finding_speech: "Finding speech",
  transcribing: "Transcribing",
  reading_emotion: "Reading emotion",
};

export const stageWords = (status: string, stage: string | null): string =>
  status === "queued" ? "Waiting for a worker" : (STAGES[stage ?? ""] ?? "Starting");

export const STATUS_NAMES: Readonly<Record<string, string>> = {
  queued: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const isActive = (status: string): boolean => status === "queued" || status === "running";
