/** The Web Locks of one browser, as far as claims need them: jsdom has none. */

type Grant = (lock: { name: string } | null) => unknown;

export function installLocks(): void {
  const held = new Set<string>();
  const request = async (name: string, ...[first, second]: [Grant] | [LockOptions, Grant]): Promise<void> => {
    const grant = second ?? (first as Grant);
    if (held.has(name)) {
      await grant(null);
      return;
    }
    held.add(name);
    try {
      await grant({ name });
    } finally {
      held.delete(name);
    }
  };
  const query = () => Promise.resolve({ held: [...held].map((name) => ({ name })), pending: [] });
  Object.defineProperty(navigator, "locks", { configurable: true, value: { request, query } });
}
