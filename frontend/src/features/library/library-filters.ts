import type { RecordingsListParams } from "@/api/generated/undertone";
import { RecordingsListEmotion, RecordingsListStatus } from "@/api/generated/undertone";

/** What the library shows is held by the address, so that it can be kept, shared and gone back to. */
export type LibraryFilters = { search: string; emotion: string; status: string; page: number };

const oneOf = <T extends string>(allowed: Readonly<Record<string, T>>, value: string): T | undefined =>
  Object.values(allowed).find((each) => each === value);

export const readFilters = (params: URLSearchParams): LibraryFilters => ({
  search: params.get("search") ?? "",
  emotion: oneOf(RecordingsListEmotion, params.get("emotion") ?? "") ?? "",
  status: oneOf(RecordingsListStatus, params.get("status") ?? "") ?? "",
  page: Math.max(1, Number.parseInt(params.get("page") ?? "1", 10) || 1),
});

export const isFiltered = ({ search, emotion, status }: LibraryFilters): boolean =>
  search !== "" || emotion !== "" || status !== "";

export function listParams({ search, emotion, status, page }: LibraryFilters): RecordingsListParams {
  const wantedEmotion = oneOf(RecordingsListEmotion, emotion);
  const wantedStatus = oneOf(RecordingsListStatus, status);
  return {
    ...(search && { search }),
    ...(wantedEmotion && { emotion: wantedEmotion }),
    ...(wantedStatus && { status: wantedStatus }),
    ...(page > 1 && { page }),
  };
}

/** A changed filter starts at the first page again. */
export function writeFilters(filters: LibraryFilters, change: Partial<LibraryFilters>): URLSearchParams {
  const next = { ...filters, page: 1, ...change };
  const params = new URLSearchParams();
  for (const name of ["search", "emotion", "status"] as const) if (next[name]) params.set(name, next[name]);
  if (next.page > 1) params.set("page", String(next.page));
  return params;
}
