/** Where signing in leads back to: an address of this page, whatever stands in the link. */
export function backTo(wanted: string | null): string {
  if (!wanted) return "/";
  const { origin, pathname, search, hash } = new URL(wanted, location.origin);
  const ours = origin === location.origin && !/^\/sign-(in|up)(\/|$)/.test(pathname);
  return ours ? pathname + search + hash : "/";
}

/** The sign-in that leads back to that address. */
export const signInAddress = (back: string): string =>
  back === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ next: back }).toString()}`;
