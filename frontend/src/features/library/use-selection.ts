import { useState } from "react";

import type { Recording, SelectionRequest } from "@/api/generated/undertone";
import type { LibraryFilters } from "@/features/library/library-filters";
import { allMatching, writeFilters } from "@/features/library/library-filters";

type Chosen = ReadonlyMap<string, Recording>;

type State = {
  chosen: Chosen;
  /** All that match, on every page. */
  all: boolean;
  /** Where a range begins. */
  anchor: string | null;
  /** The filters that it was made under: under others, it is none. */
  under: string;
};

export type Selection = {
  count: number;
  all: boolean;
  chosen: readonly Recording[];
  has: (recording: Recording) => boolean;
  toggle: (recording: Recording) => void;
  /** All from where the last choice was made, or else from the first given, to the second. */
  extend: (from: Recording, to: Recording) => void;
  addPage: () => void;
  addAll: () => void;
  clear: () => void;
  /** As the site takes it. */
  request: () => SelectionRequest;
};

const NOTHING: Chosen = new Map();

const withKey = (recording: Recording): [string, Recording] => [recording.id, recording];

/** The rows from one to another, whichever comes first. */
function between(page: readonly Recording[], from: string, to: string): readonly Recording[] {
  const places = [from, to].map((id) => page.findIndex((each) => each.id === id));
  const [first, last] = [Math.min(...places), Math.max(...places)];
  return first < 0 ? page.filter((each) => each.id === to) : page.slice(first, last + 1);
}

/** Recordings that something is to be done with. Turning pages keeps it, another filter does not. */
export function useSelection(filters: LibraryFilters, page: readonly Recording[], total: number): Selection {
  const under = writeFilters(filters, { page: 1, order: filters.order }).toString();
  const [stored, store] = useState<State>({ chosen: NOTHING, all: false, anchor: null, under });
  const state = stored.under === under ? stored : { chosen: NOTHING, all: false, anchor: null, under };
  const choose = (chosen: Chosen, anchor: string | null = null, all = false) =>
    store({ chosen, all, anchor, under });

  const has = (recording: Recording) => state.all || state.chosen.has(recording.id);
  // Of all that match, only this page's can be told one by one.
  const soFar = () => new Map(state.all ? page.map(withKey) : state.chosen);
  const toggle = (recording: Recording) => {
    const chosen = soFar();
    if (!chosen.delete(recording.id)) chosen.set(recording.id, recording);
    choose(chosen, recording.id);
  };
  const extend = (from: Recording, to: Recording) => {
    const anchor = state.anchor ?? from.id;
    choose(new Map([...soFar(), ...between(page, anchor, to.id).map(withKey)]), anchor);
  };
  return {
    count: state.all ? total : state.chosen.size,
    all: state.all,
    chosen: [...state.chosen.values()],
    has,
    toggle,
    extend,
    addPage: () => choose(new Map([...state.chosen, ...page.map(withKey)]), state.anchor),
    addAll: () => choose(NOTHING, null, true),
    clear: () => choose(NOTHING),
    request: () => (state.all ? allMatching(filters) : { ids: [...state.chosen.keys()] }),
  };
}
