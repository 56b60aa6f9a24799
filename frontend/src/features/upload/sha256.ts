import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Read at once: enough to be fast, little enough for a phone. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** The SHA-256 of a file of any size, block by block: it is never in memory as a whole. */
export async function sha256Of(file: Blob, onProgress: (share: number) => void): Promise<string> {
  const hash = sha256.create();
  for (let start = 0; start < file.size; start += BLOCK_BYTES) {
    const block = await file.slice(start, start + BLOCK_BYTES).arrayBuffer();
    hash.update(new Uint8Array(block));
    onProgress(Math.min(1, (start + BLOCK_BYTES) / file.size));
  }
  return bytesToHex(hash.digest());
}
