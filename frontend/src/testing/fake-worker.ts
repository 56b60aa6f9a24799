import type { HashMessage } from "@/features/upload/hash.worker";
import { sha256Of } from "@/features/upload/sha256";

/** The hashing worker without a thread: jsdom has none. What it computes is real. */
export class FakeHashWorker extends EventTarget {
  private ended = false;

  postMessage(file: File): void {
    sha256Of(file, (share) => this.tell({ share })).then(
      (sha256) => this.tell({ sha256 }),
      () => this.tell({ unreadable: true }),
    );
  }

  terminate(): void {
    this.ended = true;
  }

  private tell(data: HashMessage): void {
    if (!this.ended) this.dispatchEvent(new MessageEvent("message", { data }));
  }
}
