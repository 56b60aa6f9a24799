/** High enough for a finger. */
export const DOOR_LINK =
  "inline-flex min-h-9 items-center rounded-sm underline underline-offset-4 hover:text-ink-soft";
