import type { Quotas, UploadLimits } from "@/api/generated/undertone";
import { ApiError } from "@/api/request";
import { mediaDuration } from "@/features/upload/media-duration";
import { formatBytes, formatDay, formatDuration } from "@/lib/format";
import { t } from "@/lib/texts";

/** A file that is not worth sending, known before a byte of it has left. */
export class RefusedFile extends Error {
  override name = "RefusedFile";
}

/** A sound, for a model that reads the face of a film. */
export class NoFilm extends RefusedFile {
  override name = "NoFilm";
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

function roomProblem(file: File, { storage_bytes: { limit, used } }: Quotas): string | null {
  if (limit === null || used + file.size <= limit) return null;
  return t("upload.refused.room", {
    size: formatBytes(file.size),
    used: formatBytes(used),
    limit: formatBytes(limit),
  });
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

async function hoursProblem(file: File, { audio_seconds_per_month: hours }: Quotas): Promise<string | null> {
  if (hours.limit === null) return null;
  const left = Math.max(0, hours.limit - hours.used);
  if (left > 0 && file.size < left * LEAST_BYTES_PER_S) return null;
  const duration = left > 0 ? await mediaDuration(file) : null;
  if (left > 0 && (duration === null || duration <= left)) return null;
  const values = {
    left: formatDuration(left),
    limit: formatDuration(hours.limit),
    date: formatDay(hours.resets_at),
  };
  return duration === null
    ? t("upload.refused.hours", values)
    : t("upload.refused.longerThanHours", { ...values, duration: formatDuration(duration) });
}

/** A place becomes free by itself, so this is waited for, not refused.
 *
 * @throws ApiError as the site would
 */
function checkPlace({ concurrent_analyses: { limit, used } }: Quotas): void {
  if (limit === null || used < limit) return;
  throw new ApiError(429, [{ code: "too_many_analyses", detail: t("upload.state.full"), attr: null }]);
}

/** Holds a file to the limits. Without limits (the site did not answer) it is for the site to judge.
 *
 * @throws RefusedFile
 */
export async function checkLimits(file: File, limits: UploadLimits | null): Promise<void> {
  const problem = sizeProblem(file, limits) ?? (await durationProblem(file, limits));
  if (problem) throw new RefusedFile(problem);
}

/** Holds what is about to be sent to what its sender may still use.
 *
 * @throws RefusedFile, or ApiError where it has to wait
 */
export async function checkQuotas(file: File, limits: UploadLimits | null): Promise<void> {
  if (!limits) return;
  const { quotas } = limits;
  const problem = roomProblem(file, quotas) ?? (await hoursProblem(file, quotas));
  if (problem) throw new RefusedFile(problem);
  checkPlace(quotas);
}
