/**
 * The looks that every drop-down menu shares. Menus stand where their button stands, within its landmark, and leave the
 * page as it is (`modal={false}`): what holds the focus is then never inside of something hidden.
 */

export const MENU_BOX = "z-50 min-w-48 rounded-md border border-line bg-surface p-1 shadow-lg";

export const MENU_ITEM =
  "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-sm text-ink outline-none data-[highlighted]:bg-sunken data-[disabled]:cursor-default data-[disabled]:opacity-60";

export const MENU_HEADING = "px-2.5 pt-1.5 pb-1 text-xs text-ink-faint";
