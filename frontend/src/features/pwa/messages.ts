/** What the page and its service worker say to each other, and where shared files arrive (public/manifest.webmanifest). */

export const SHARE_PATH = "/share";

/** The page asks a newer worker to take over now, instead of when all tabs are closed. */
export const TAKE_OVER = "take over";

/** Where the page learns that a shared file could not be taken. */
export const SHARE_FAILED = "share-failed";
