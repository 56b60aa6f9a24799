/** What any part of the page may learn of the session, and every part may want to know. */
type News = "refused" | "signed-in";

const target = new EventTarget();

/** The site has answered that it does not know who is asking. */
export const tellRefused = (): boolean => target.dispatchEvent(new Event("refused"));

/** Somebody has signed in (again): what was refused before is worth another try. */
export const tellSignedIn = (): boolean => target.dispatchEvent(new Event("signed-in"));

export function onSessionNews(news: News, listener: () => void): () => void {
  target.addEventListener(news, listener);
  return () => target.removeEventListener(news, listener);
}
