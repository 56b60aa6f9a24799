declare global {
  interface Window {
    /** Asked for by plugins/head-start.client.js, by address, while the page's own script was still on its way. */
    headStart?: Map<string, Promise<Response>>;
  }
}

/** What was asked for as the page was opened is news for so long. */
const FRESH_MS = 10_000;

/** An answer that is there already, or nearly; each is taken once, so that whoever asks again asks the site. */
export function takeHeadStart(url: string): Promise<Response> | undefined {
  const answer = window.headStart?.get(url);
  window.headStart?.delete(url);
  return performance.now() < FRESH_MS ? answer : undefined;
}
