import type { DBSchema } from "idb";
import { openDB } from "idb";

import { recordingFile } from "@/features/recorder/format";
import { owner } from "@/lib/account";

/** Recordings that have not been sent, kept in this browser piece by piece as they are made. */

export type Take = {
  id: string;
  /** Whose it is, where people sign in: nobody else is offered it. */
  owner?: string;
  title: string;
  type: string;
  startedAt: number;
  elapsed: number;
  pieces: number;
  /** It was read live: the site has what had arrived of it. */
  live?: boolean;
};

type TakeDatabase = DBSchema & {
  takes: { key: string; value: Take };
  pieces: { key: [take: string, index: number]; value: ArrayBuffer };
};

const database = () =>
  openDB<TakeDatabase>("undertone-recordings", 1, {
    upgrade(db) {
      db.createObjectStore("takes", { keyPath: "id" });
      db.createObjectStore("pieces");
    },
    // Another tab brings a newer form, or the browser has closed it: the next use opens it anew.
    blocking: () => void forget(),
    terminated: () => void forget(),
  });

let opened: ReturnType<typeof database> | null = null;

async function forget(): Promise<void> {
  const old = opened;
  opened = null;
  (await old)?.close();
}

/** One connection, opened when first needed; a refusal is not remembered. */
function db(): ReturnType<typeof database> {
  opened ??= database().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

const pieceRange = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

export async function saveTake(take: Take): Promise<void> {
  await (await db()).put("takes", take);
}

/** The piece and the word of it in one transaction: a take never claims more than there is. */
export async function savePiece(take: Take, bytes: ArrayBuffer): Promise<void> {
  const transaction = (await db()).transaction(["takes", "pieces"], "readwrite");
  await Promise.all([
    transaction.objectStore("pieces").put(bytes, [take.id, take.pieces - 1]),
    transaction.objectStore("takes").put(take),
    transaction.done,
  ]);
}

/** Those of the person who is signed in, newest first. */
export async function listOwnTakes(): Promise<Take[]> {
  const takes = await (await db()).getAll("takes");
  const own = takes.filter((take) => (take.owner ?? "") === owner());
  return own.sort((a, b) => b.startedAt - a.startedAt);
}

export async function takeFile(take: Take): Promise<File> {
  const pieces = await (await db()).getAll("pieces", pieceRange(take.id));
  return recordingFile(pieces, take.title, take.type);
}

export async function deleteTake(id: string): Promise<void> {
  const transaction = (await db()).transaction(["takes", "pieces"], "readwrite");
  await Promise.all([
    transaction.objectStore("takes").delete(id),
    transaction.objectStore("pieces").delete(pieceRange(id)),
    transaction.done,
  ]);
}

export async function deleteOwnTakes(): Promise<void> {
  for (const { id } of await listOwnTakes()) await deleteTake(id);
}
