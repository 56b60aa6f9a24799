/** One tab's hold on something that all tabs of this browser see. It ends with the tab, however that ends. */

const nothing = (): void => undefined;

/** Gives back how to let go, or null where another tab (or another part of this one) holds it. */
export function claim(name: string): Promise<(() => void) | null> {
  // Over plain http browsers have no locks; there each tab acts as if it were alone.
  if (!("locks" in navigator)) return Promise.resolve(nothing);
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) return new Promise<void>((release) => resolve(release));
      resolve(null);
      return undefined;
    });
  });
}

/** The names that any tab holds now. */
export async function claimed(): Promise<ReadonlySet<string>> {
  if (!("locks" in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => name ?? []));
}
