import type { UploadChoices } from "@/api/upload";

/** Files on their way to the site, oldest first. */
export type Upload = {
  key: string;
  file: File;
  title: string | undefined;
  choices: UploadChoices;
  state: "waiting" | "sending" | "sent" | "failed";
  share: number;
  problem: string | null;
  analysisId: string | null;
};

export type UploadEvent =
  | { type: "added"; uploads: Upload[] }
  | { type: "started"; key: string }
  | { type: "progressed"; key: string; share: number }
  | { type: "sent"; key: string; analysisId: string | null }
  | { type: "failed"; key: string; problem: string }
  | { type: "retried"; key: string }
  | { type: "removed"; key: string };

const change = (event: Exclude<UploadEvent, { type: "added" | "removed" }>): Partial<Upload> => {
  switch (event.type) {
    case "started":
      return { state: "sending", share: 0, problem: null };
    case "progressed":
      return { share: event.share };
    case "sent":
      return { state: "sent", share: 1, analysisId: event.analysisId };
    case "failed":
      return { state: "failed", problem: event.problem };
    case "retried":
      return { state: "waiting", share: 0, problem: null };
  }
};

export function uploadsReducer(uploads: readonly Upload[], event: UploadEvent): readonly Upload[] {
  if (event.type === "added") return [...uploads, ...event.uploads];
  if (event.type === "removed") return uploads.filter((upload) => upload.key !== event.key);
  return uploads.map((upload) => (upload.key === event.key ? { ...upload, ...change(event) } : upload));
}

export const makeUpload = (file: File, choices: UploadChoices, title?: string): Upload => ({
  key: crypto.randomUUID(),
  file,
  title,
  choices,
  state: "waiting",
  share: 0,
  problem: null,
  analysisId: null,
});
