/** Hashes one file beside the page, which stays quick meanwhile. */

import { sha256Of } from "@/features/upload/sha256";

export type HashMessage = { share: number } | { sha256: string } | { unreadable: true };

const tell = (message: HashMessage): void => self.postMessage(message);

self.addEventListener("message", (event: MessageEvent<File>) => {
  sha256Of(event.data, (share) => tell({ share })).then(
    (sha256) => tell({ sha256 }),
    () => tell({ unreadable: true }),
  );
});
