import { ApiError, isUnknownPerson } from "@/api/request";
import { isBusy } from "@/features/upload/retry";
import type { Upload } from "@/features/upload/upload-state";
import { errorWords } from "@/lib/error-words";
import { formatBytes, formatDate, formatPercent, formatTimeLeft } from "@/lib/format";
import { t } from "@/lib/texts";

/** How a file fares, in words. */

/** Earlier than this a guess at the time left would only jump. */
const TELLS_AFTER_MS = 3000;

function timeLeft({ share, startedAt }: Upload): string | null {
  const elapsed = Date.now() - startedAt;
  if (elapsed < TELLS_AFTER_MS || share <= 0 || share >= 1) return null;
  return formatTimeLeft(((elapsed / 1000) * (1 - share)) / share);
}

function sendingWords(upload: Upload): string {
  if (upload.share >= 1) return t("upload.state.arrived");
  const sending = t("upload.state.sending", { share: formatPercent(upload.share) });
  const left = timeLeft(upload);
  return left ? `${sending}, ${left}` : sending;
}

function knownWords({ known }: Upload): string {
  if (known && "recording" in known) {
    const { title, created_at } = known.recording;
    return t("upload.state.known", { title, date: formatDate(created_at) });
  }
  return t("upload.state.twin", { name: known?.upload ?? "" });
}

const problemWords = ({ problem }: Upload): string =>
  problem ? errorWords(problem) : t("upload.state.failed");

function lostWords({ problem }: Upload): string {
  if (isUnknownPerson(problem)) return t("upload.state.signedOut");
  if (isBusy(problem)) {
    const full = problem instanceof ApiError && problem.code === "too_many_analyses";
    return t(full ? "upload.state.full" : "upload.state.busy");
  }
  return navigator.onLine ? t("upload.state.lost") : t("upload.state.offline");
}

export function uploadWords(upload: Upload): string {
  switch (upload.state) {
    case "waiting":
    case "ready":
      return t("upload.state.waiting");
    case "checking":
      return t("upload.state.checking");
    case "sending":
      return sendingWords(upload);
    case "known":
      return knownWords(upload);
    case "lost":
      return lostWords(upload);
    case "sent":
      return t("upload.state.sent");
    case "refused":
    case "failed":
      return problemWords(upload);
  }
}

export const sizeWords = ({ file }: Upload): string => formatBytes(file.size);
