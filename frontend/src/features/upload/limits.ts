import type { UploadLimits } from "@/api/generated/undertone";
import { mediaDuration } from "@/features/upload/media-duration";
import { formatBytes, formatDuration } from "@/lib/format";
import { t } from "@/lib/texts";

/** A file that is not worth sending, known before a byte of it has left. */
export class RefusedFile extends Error {
  override name = "RefusedFile";
}

/** No codec in use packs speech so densely that a smaller file could be longer than the limit. */
const LEAST_BYTES_PER_S = 500;

function sizeProblem(file: File, limits: UploadLimits | null): string | null {
  if (file.size === 0) return t("upload.refused.empty");
  if (limits && file.size > limits.max_bytes)
    return t("upload.refused.tooLarge", {
      size: formatBytes(file.size),
      limit: formatBytes(limits.max_bytes),
    });
  return null;
}

async function durationProblem(file: File, limits: UploadLimits | null): Promise<string | null> {
  if (!limits || file.size < limits.max_duration_s * LEAST_BYTES_PER_S) return null;
  const duration = await mediaDuration(file);
  if (duration === null || duration <= limits.max_duration_s) return null;
  return t("upload.refused.tooLong", {
    duration: formatDuration(duration),
    limit: formatDuration(limits.max_duration_s),
  });
}

/** Holds a file to the limits. Without limits (the site did not answer) it is for the site to judge.
 *
 * @throws RefusedFile
 */
export async function checkLimits(file: File, limits: UploadLimits | null): Promise<void> {
  const problem = sizeProblem(file, limits) ?? (await durationProblem(file, limits));
  if (problem) throw new RefusedFile(problem);
}
