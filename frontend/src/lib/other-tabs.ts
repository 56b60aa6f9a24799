/** Word between the tabs of one browser: what is deleted or restored in one is so in all, which the socket does not tell. */

const NAME = "undertone.recordings";

const channel = (): BroadcastChannel | null =>
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME);

export function tellOtherTabs(): void {
  const line = channel();
  line?.postMessage("changed");
  line?.close();
}

/** Calls back when another tab has told; answers with what ends it. */
export function onOtherTab(heard: () => void): () => void {
  const line = channel();
  line?.addEventListener("message", heard);
  return () => line?.close();
}
