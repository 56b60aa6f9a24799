import type { ComponentType } from "react";

/** Goes along with a recording while it is made, as live mode does. The recording goes on whatever becomes of it. */
export type Companion = {
  pause: () => void;
  resume: () => void;
  /** All has been said: the analysis it was saved with, or null where the site has not saved it. */
  finish: () => Promise<string | null>;
  /** The same, where it ends of itself. */
  saved: Promise<string | null>;
  /** Whether the site keeps what it got so far, whatever becomes of the rest. */
  begun: () => boolean;
  /** What it has to show meanwhile. */
  Shown: ComponentType;
};

export type CompanionOptions = {
  title: string;
  /** How long it goes along at most. */
  onLimit: (seconds: number) => void;
};

/** @throws where it cannot be had: a recording is made without. */
export type Accompany = (stream: MediaStream, options: CompanionOptions) => Promise<Companion>;
