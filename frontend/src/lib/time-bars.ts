/** Drawing over time: many bars as one SVG path, so that an hour of segments stays a handful of elements. */

export type Bar = { startS: number; endS: number; top: number; bottom: number };

/** Narrower than this share of the recording, a bar could not be seen. */
const NARROWEST = 1 / 900;

export const barsPath = (bars: readonly Bar[], durationS: number): string =>
  bars
    .map(({ startS, endS, top, bottom }) => {
      const width = Math.max(endS - startS, durationS * NARROWEST);
      return `M${startS.toFixed(2)} ${top.toFixed(2)}h${width.toFixed(2)}V${bottom.toFixed(2)}h${(-width).toFixed(2)}Z`;
    })
    .join("");
