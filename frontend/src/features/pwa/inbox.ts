import type { DBSchema } from "idb";
import { openDB } from "idb";

/** Files that another app has shared with Undertone, until the site has them. The service worker puts them in. */

export type Shared = { id: string; file: File };

type InboxDatabase = DBSchema & { files: { key: string; value: Shared } };

/** Opened for each errand: the worker and the page share it, and neither shall stand in the other's way. */
const withInbox = async <T>(errand: (db: Awaited<ReturnType<typeof inbox>>) => Promise<T>): Promise<T> => {
  const db = await inbox();
  try {
    return await errand(db);
  } finally {
    db.close();
  }
};

const inbox = () =>
  openDB<InboxDatabase>("undertone-inbox", 1, {
    upgrade(db) {
      db.createObjectStore("files", { keyPath: "id" });
    },
  });

/** Under this name a tab holds a shared file: no other sends it too. */
export const sharedClaim = (id: string): string => `undertone-shared-${id}`;

export const putShared = (files: readonly File[]): Promise<void> =>
  withInbox(async (db) => {
    const transaction = db.transaction("files", "readwrite");
    const came = Date.now();
    for (const [place, file] of files.entries()) {
      await transaction.store.put({ id: `${came}-${place}`, file });
    }
    await transaction.done;
  });

export const listShared = (): Promise<Shared[]> => withInbox((db) => db.getAll("files"));

export const removeShared = (id: string): Promise<void> => withInbox((db) => db.delete("files", id));

/** Whoever shared them is leaving: the next one has not. */
export const forgetShared = (): Promise<void> => withInbox((db) => db.clear("files"));
