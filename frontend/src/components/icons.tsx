import type { ReactNode } from "react";

/** Line icons on a 20 x 20 grid; always decorative, the words beside them carry the meaning. */
const PATHS = {
  play: <path d="M6 4.500v11l9-5.500Z" fill="currentColor" />,
  pause: <path d="M6.500 4.500v11M13.500 4.500v11" strokeWidth="2.500" />,
  stop: <rect x="5" y="5" width="10" height="10" rx="1.500" fill="currentColor" />,
  mic: (
    <path d="M10 2.500a2.500 2.500 0 0 0-2.500 2.500v5a2.500 2.500 0 0 0 5 0V5A2.500 2.500 0 0 0 10 2.500ZM4.500 9.500a5.500 5.500 0 0 0 11 0M10 15v2.500" />
  ),
  upload: <path d="M10 13V3.500M6 7l4-4 4 4M3.500 13v3.500h13V13" />,
  close: <path d="M5 5l10 10M15 5L5 15" />,
  check: <path d="M4 10.500l4 4 8-9" />,
  down: <path d="M5 8l5 5 5-5" />,
  edit: <path d="M4 16l.700-3.200L13.500 4l2.500 2.500-8.800 8.800ZM12 5.500L14.500 8" />,
  undo: <path d="M7 5L3.500 8.500 7 12M3.500 8.500H12a4 4 0 0 1 0 8H9" />,
  download: <path d="M10 3.500V13M6 9.500l4 4 4-4M3.500 16.500h13" />,
  trash: <path d="M4 6h12M8 6V3.500h4V6M5.500 6l.700 10.500h7.600L14.500 6" />,
  search: <path d="M9 3.500a5.500 5.500 0 1 0 0 11a5.500 5.500 0 0 0 0-11ZM13 13l4 4" />,
  sun: (
    <path d="M10 6.500a3.500 3.500 0 1 0 0 7a3.500 3.500 0 0 0 0-7ZM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1.100 1.100M14.600 14.600l1.100 1.100M4.300 15.700l1.100-1.100M14.600 5.400l1.100-1.100" />
  ),
  moon: <path d="M16 11.500A6.500 6.500 0 0 1 8.500 4a6.500 6.500 0 1 0 7.500 7.500Z" />,
  system: <path d="M3 4.500h14v9H3ZM7 17h6M10 13.500V17" />,
  redo: <path d="M13 5l3.500 3.500L13 12M16.500 8.500H8a4 4 0 0 0 0 8h3" />,
  plus: <path d="M10 4.500v11M4.500 10h11" />,
  minus: <path d="M4.500 10h11" />,
  up: <path d="M5 12l5-5 5 5" />,
  keyboard: (
    <path d="M2.500 5.500h15v9h-15ZM5.500 8.500h.010M8.500 8.500h.010M11.500 8.500h.010M14.500 8.500h.010M6.500 11.500h7" />
  ),
  follow: (
    <path d="M10 2.500v3M10 14.500v3M2.500 10h3M14.500 10h3M10 6.500a3.500 3.500 0 1 0 0 7a3.500 3.500 0 0 0 0-7Z" />
  ),
  film: (
    <path d="M3 4.500h14v11H3ZM6.500 4.500v11M13.500 4.500v11M3 8.200h3.500M3 11.800h3.500M13.500 8.200H17M13.500 11.800H17" />
  ),
  print: <path d="M6 7V3.500h8V7M6 14H3.500V7h13v7H14M6 11.500h8v5H6Z" />,
  again: <path d="M16 10a6 6 0 1 1-1.800-4.300M16 3v3.500h-3.500" />,
  info: <path d="M10 3a7 7 0 1 0 0 14a7 7 0 0 0 0-14ZM10 9.500v4M10 6.500v.200" />,
  copy: <path d="M7.500 7.500V4h9v9h-3.500M3.500 7.500h9.500v9h-9.500Z" />,
  link: (
    <path d="M8.500 11.500l3-3M9 6.500l2-2a3.200 3.200 0 0 1 4.500 4.500l-2 2M11 13.500l-2 2a3.200 3.200 0 0 1-4.500-4.500l2-2" />
  ),
  compare: (
    <path d="M3.500 4.500h5.500v11H3.500ZM11 4.500h5.500v11H11ZM5.500 8h1.500M5.500 11h1.500M13 8h1.500M13 12h1.500" />
  ),
  more: <path d="M4.500 10h.010M10 10h.010M15.500 10h.010" strokeWidth="2.500" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name, className = "size-5" }: { name: IconName; className?: string }) => (
  <svg
    viewBox="0 0 20 20"
    className={`${className} shrink-0`}
    fill="none"
    stroke="currentColor"
    strokeWidth="1.600"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {PATHS[name]}
  </svg>
);
