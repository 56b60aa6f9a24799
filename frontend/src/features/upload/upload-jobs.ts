import type { Recording, UploadLimits } from "@/api/generated/undertone";
import { isUnknownPerson } from "@/api/request";
import type { uploadRecording } from "@/api/upload";
import { checkLimits, checkQuotas, NoFilm, RefusedFile } from "@/features/upload/limits";
import { isLost } from "@/features/upload/retry";
import { mayBeFilm } from "@/features/upload/sort-files";
import type { Upload } from "@/features/upload/upload-state";
import { isPending } from "@/features/upload/upload-state";
import { t } from "@/lib/texts";

/** What the work on a file needs of the world. */
export type UploadTools = {
  limits: () => Promise<UploadLimits | null>;
  hash: (
    file: File,
    options: { onProgress: (share: number) => void; signal: AbortSignal },
  ) => Promise<string>;
  find: (sha256: string, signal: AbortSignal) => Promise<readonly Recording[]>;
  send: typeof uploadRecording;
  onSent: (recording: Recording) => void;
};

export type JobContext = {
  tools: UploadTools;
  signal: AbortSignal;
  onProgress: (share: number) => void;
  /** Every upload of the queue, as it is now. */
  uploads: () => readonly Upload[];
};

/** What a job makes of its upload. */
export type Job = (upload: Upload, context: JobContext) => Promise<Partial<Upload>>;

const sentAs = (recording: Recording, { tools }: JobContext): Partial<Upload> => {
  tools.onSent(recording);
  return { state: "sent", share: 1, analysisId: recording.analysis?.id ?? null };
};

/** Null where this browser could not hash it: then it is sent without a look for the same file. */
async function hashOf(upload: Upload, { tools, signal, onProgress }: JobContext): Promise<string | null> {
  if (upload.sha256) return upload.sha256;
  try {
    return await tools.hash(upload.file, { onProgress, signal });
  } catch (error) {
    if (error instanceof RefusedFile || signal.aborted) throw error;
    return null;
  }
}

/** Null where the site could not say; only a broken line, or a person who has to sign in, is worth waiting for. */
async function findSame(sha256: string, { tools, signal }: JobContext): Promise<readonly Recording[] | null> {
  try {
    return await tools.find(sha256, signal);
  } catch (error) {
    if (isLost(error) || isUnknownPerson(error) || signal.aborted) throw error;
    return null;
  }
}

/** The same file, chosen twice. */
const twinOf = (upload: Upload, sha256: string, uploads: readonly Upload[]): Upload | undefined =>
  uploads.find(
    (other) =>
      other.key !== upload.key && other.sha256 === sha256 && isPending(other) && other.state !== "known",
  );

/** A model that reads faces is not asked to read a sound.
 *
 * @throws NoFilm
 */
function checkFilm({ file, needsFilm, choices }: Upload): void {
  if (needsFilm && !mayBeFilm(file))
    throw new NoFilm(t("upload.refused.noFilm", { model: choices.model ?? "" }));
}

/** Held to the limits, hashed, and asked for: what need not be sent is not. */
export const checkUpload: Job = async (upload, context) => {
  const { file } = upload;
  const { limits } = context.tools;
  checkFilm(upload);
  await checkLimits(file, await limits());
  const sha256 = await hashOf(upload, context);
  if (!sha256) {
    await checkQuotas(file, await limits());
    return { state: "ready" };
  }
  const found = await findSame(sha256, context);
  const before = upload.before ?? found?.map((recording) => recording.id) ?? null;
  // It had arrived, and only the answer was lost.
  const arrived = before && found?.find((recording) => !before.includes(recording.id));
  if (arrived) return sentAs(arrived, context);
  const next = whatToDo(upload, found?.[0], twinOf(upload, sha256, context.uploads()), context);
  // Not before: what the site has already is no new use of anything.
  if (next.state === "ready") await checkQuotas(file, await limits());
  return { sha256, before, ...next };
};

function whatToDo(
  { ifKnown }: Upload,
  recording: Recording | undefined,
  twin: Upload | undefined,
  context: JobContext,
): Partial<Upload> {
  if (ifKnown === "send") return { state: "ready" };
  if (recording?.analysis && ifKnown === "open") return sentAs(recording, context);
  if (recording) return { state: "known", known: { recording } };
  if (twin) return { state: "known", known: { upload: twin.file.name } };
  return { state: "ready" };
}

export const sendUpload: Job = async ({ file, title, choices }, context) => {
  const { tools, signal, onProgress } = context;
  return sentAs(await tools.send({ file, title, choices, onProgress, signal }), context);
};
