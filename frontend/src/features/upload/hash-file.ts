import type { HashMessage } from "@/features/upload/hash.worker";
import { RefusedFile } from "@/features/upload/limits";
import { t } from "@/lib/texts";

type HashOptions = { onProgress: (share: number) => void; signal: AbortSignal };

/** A file's SHA-256, computed by a worker.
 *
 * @throws RefusedFile where the browser cannot read the file any more: it was moved or deleted, or is a folder.
 */
export function hashFile(file: File, { onProgress, signal }: HashOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./hash.worker.ts", import.meta.url), { type: "module" });
    const end = (settle: () => void) => {
      worker.terminate();
      settle();
    };
    signal.addEventListener("abort", () => end(() => reject(new DOMException("Cancelled", "AbortError"))));
    worker.addEventListener("message", ({ data }: MessageEvent<HashMessage>) => {
      if ("share" in data) onProgress(data.share);
      else if ("sha256" in data) end(() => resolve(data.sha256));
      else end(() => reject(new RefusedFile(t("upload.refused.unreadable"))));
    });
    // The worker's code could not be fetched: the file can still be sent, only unseen.
    worker.addEventListener("error", () => end(() => reject(new Error("The worker did not start."))));
    worker.postMessage(file);
  });
}
