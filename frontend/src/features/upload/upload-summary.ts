import { isBusy } from "@/features/upload/retry";
import type { Upload } from "@/features/upload/upload-state";
import { needsPerson } from "@/features/upload/upload-state";
import { t } from "@/lib/texts";

/** How all files together fare. */

/** Of all bytes, how many have gone. */
export const shareSent = (uploads: readonly Upload[]): number => {
  const bytes = uploads.reduce((sum, { file }) => sum + file.size, 0);
  const gone = uploads.reduce((sum, { file, state, share: part }) => {
    if (state === "sending") return sum + file.size * part;
    return state === "sent" ? sum + file.size : sum;
  }, 0);
  return bytes > 0 ? gone / bytes : 0;
};

/** “3 of 30 files sent. 2 need your attention.” */
export function summaryWords(uploads: readonly Upload[]): string {
  const count = (wanted: (upload: Upload) => boolean) => uploads.filter(wanted).length;
  const sent = count(({ state }) => state === "sent");
  if (uploads.length === 0) return "";
  if (sent === uploads.length) return t("upload.summary.allSent", { count: sent });
  const busy = count(({ state, problem }) => state === "lost" && isBusy(problem));
  const lost = count(({ state }) => state === "lost") - busy;
  const asking = count(needsPerson);
  return [
    t("upload.summary.sent", { sent, count: uploads.length }),
    busy > 0 && t("upload.summary.busy", { count: busy }),
    lost > 0 && t("upload.summary.lost", { count: lost }),
    asking > 0 && t("upload.summary.asking", { count: asking }),
  ]
    .filter(Boolean)
    .join(" ");
}
