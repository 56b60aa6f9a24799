import type { RecordingsListParams, SelectionRequest } from "@/api/generated/undertone";
import {
  RecordingsListEmotion,
  RecordingsListOrderingItem,
  RecordingsListStatus,
} from "@/api/generated/undertone";

/** What the library shows is held by the address, so that it can be kept, shared and gone back to. */
export type LibraryFilters = {
  search: string;
  emotion: string;
  status: string;
  model: string;
  /** Days as the date field writes them, "2026-11-20"; both belong to what is shown. */
  from: string;
  to: string;
  order: Order;
  page: number;
};

export type Order = RecordingsListOrderingItem;

export const NEWEST_FIRST: Order = "-created_at";

export const PAGE_SIZE = 20;

const NARROWING = ["search", "emotion", "status", "model", "from", "to"] as const;

const oneOf = <T extends string>(allowed: Readonly<Record<string, T>>, value: string): T | undefined =>
  Object.values(allowed).find((each) => each === value);

const day = (value: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : "";

export function readFilters(params: URLSearchParams): LibraryFilters {
  const told = (name: string) => params.get(name) ?? "";
  return {
    search: told("search"),
    emotion: oneOf(RecordingsListEmotion, told("emotion")) ?? "",
    status: oneOf(RecordingsListStatus, told("status")) ?? "",
    model: told("model"),
    from: day(told("from")),
    to: day(told("to")),
    order: oneOf(RecordingsListOrderingItem, told("order")) ?? NEWEST_FIRST,
    page: Math.max(1, Number.parseInt(told("page"), 10) || 1),
  };
}

export const isFiltered = (filters: LibraryFilters): boolean =>
  NARROWING.some((name) => filters[name] !== "");

/** The moment at which that day begins here, or the day after it. */
function dayStart(date: string, daysLater: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, dayOfMonth + daysLater).toISOString();
}

/** The part of the filters that says which recordings are meant, as the site takes it. */
export const matching = ({ search, emotion, status, model, from, to }: LibraryFilters) => ({
  ...(search && { search }),
  ...(emotion && { emotion }),
  ...(status && { status }),
  ...(model && { model }),
  ...(from && { created_from: dayStart(from, 0) }),
  ...(to && { created_to: dayStart(to, 1) }),
});

export const allMatching = (filters: LibraryFilters): SelectionRequest => ({
  all: true,
  ...matching(filters),
});

export function listParams(filters: LibraryFilters): RecordingsListParams {
  const { emotion, status, ...rest } = matching(filters);
  const wantedEmotion = oneOf(RecordingsListEmotion, emotion ?? "");
  const wantedStatus = oneOf(RecordingsListStatus, status ?? "");
  return {
    ...rest,
    ...(wantedEmotion && { emotion: wantedEmotion }),
    ...(wantedStatus && { status: wantedStatus }),
    ...(filters.order !== NEWEST_FIRST && { ordering: [filters.order] }),
    ...(filters.page > 1 && { page: filters.page }),
  };
}

/** A changed filter starts at the first page again. */
export function writeFilters(filters: LibraryFilters, change: Partial<LibraryFilters>): URLSearchParams {
  const next = { ...filters, page: 1, ...change };
  const params = new URLSearchParams();
  for (const name of NARROWING) if (next[name]) params.set(name, next[name]);
  if (next.order !== NEWEST_FIRST) params.set("order", next.order);
  if (next.page > 1) params.set("page", String(next.page));
  return params;
}
