/** How up to four things are told apart in one drawing: by line pattern as well as by colour. */

export type SeriesLine = { colour: string; dash: string; width: number; round: boolean };

export const SERIES_LINES: readonly SeriesLine[] = [
  { colour: "var(--series-a)", dash: "none", width: 2.4, round: false },
  { colour: "var(--series-b)", dash: "9 4", width: 2.2, round: false },
  { colour: "var(--series-c)", dash: "0.1 5", width: 3, round: true },
  { colour: "var(--series-d)", dash: "10 4 2 4", width: 2.2, round: false },
];
