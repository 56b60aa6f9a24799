import type { Recording } from "@/api/generated/undertone";
import type { UploadChoices } from "@/api/upload";

/** How far a file is on its way to the site. */
export type UploadState =
  | "waiting" // its turn to be looked at has not come
  | "checking" // held to the limits, hashed, and asked for at the site
  | "known" // the site, or this list, has the very same file: a person decides
  | "ready" // waits for a free line
  | "sending"
  | "lost" // the line broke; it is tried again by itself
  | "sent"
  | "refused" // by the limits, before anything was sent
  | "failed";

/** The same file, where it already is. */
export type Known = { recording: Recording } | { upload: string };

export type Upload = {
  key: string;
  file: File;
  title: string;
  choices: UploadChoices;
  /** Whether the chosen model reads films alone. */
  needsFilm: boolean;
  /** What to do with a file that the site has: ask the person, or open what there is. */
  ifKnown: "ask" | "open" | "send";
  state: UploadState;
  /** Of the checking, or of the sending. */
  share: number;
  /** When the work that `share` is of began. */
  startedAt: number;
  problem: Error | null;
  known: Known | null;
  sha256: string | null;
  /** Ids of the recordings that held this file before it was first sent: one that is not among them is ours. */
  before: readonly string[] | null;
  /** How often it was sent, and how often the line broke. */
  attempts: number;
  losses: number;
  analysisId: string | null;
};

export type UploadRequest = Pick<Upload, "file" | "choices"> &
  Partial<Pick<Upload, "title" | "ifKnown" | "needsFilm">> & {
    /** Told once: whether the site has it, or the person gave it up. */
    onSettled?: (sent: boolean) => void;
  };

let made = 0;

const TITLE_LENGTH = 200;

/** Said by the page, because the name of a file does not come through a form unharmed: `"` arrives as `%22`. */
const titleOf = ({ name }: File): string => name.replace(/\.\w+$/, "").slice(0, TITLE_LENGTH);

export const makeUpload = ({
  file,
  choices,
  title,
  ifKnown = "ask",
  needsFilm = false,
}: UploadRequest): Upload => ({
  key: `upload-${(made += 1)}`,
  file,
  title: title ?? titleOf(file),
  choices,
  needsFilm,
  ifKnown,
  state: "waiting",
  share: 0,
  startedAt: 0,
  problem: null,
  known: null,
  sha256: null,
  before: null,
  attempts: 0,
  losses: 0,
  analysisId: null,
});

const ENDED: ReadonlySet<UploadState> = new Set(["sent", "refused", "failed"]);

/** Would be lost if the page were closed. */
export const isPending = ({ state }: Upload): boolean => !ENDED.has(state);

/** Stays until a person has decided something. */
export const needsPerson = ({ state }: Upload): boolean =>
  state === "known" || state === "refused" || state === "failed";
