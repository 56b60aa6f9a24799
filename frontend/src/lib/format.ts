/** Numbers, times and sizes as people read them, in the page's language. */

import { language, locale, t, textOfCode } from "@/lib/texts";

/** Stands between a number and its unit, so that no line ends between them. */
const NBSP = "\u00a0";

/** Making a format of Intl is slow, so each is made once for a locale. */
function keptFormat<F, K extends string | number>(make: (locale: string, kind: K) => F) {
  const formats = new Map<string, F>();
  return (kind: K): F => {
    const key = `${locale()} ${kind}`;
    const format = formats.get(key) ?? make(locale(), kind);
    formats.set(key, format);
    return format;
  };
}

const numberFormat = keptFormat(
  (tag, decimals: number) =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
);

const dateFormat = keptFormat(
  (tag, kind: "day" | "moment") =>
    new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: kind === "day" ? undefined : "short" }),
);

/** 3.4 gives "3.4", or "3,4" where that is written so. */
export const formatNumber = (value: number, decimals = 0): string => numberFormat(decimals).format(value);

/** "62 %", "3.4 kHz": a number that stays with its unit. */
export const withUnit = (value: number | string, unit: string): string => `${value}${NBSP}${unit}`;

/** A stream's name on a card: “voice_baseline” was read against the speaker's own average, “voice_centred” less the mean. */
export function cardStreamName(stream: string): string {
  const [plain, way] = stream.split("_") as [string, string?];
  const word = streamWord(plain);
  if (way === "baseline") return capitalised(t("format.ownAverage", { stream: word }));
  if (way === "centred") return capitalised(t("format.lessTheMean", { stream: word }));
  return capitalised(word);
}

const streamWord = (stream: string): string => textOfCode("emotions.stream", stream) ?? stream;

export const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const two = (value: number): string => String(value).padStart(2, "0");

/** 75.4 gives "1:15"; an hour and more gives "1:02:03". */
export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** 17.04 gives "0:17.0": a moment within a sentence. */
export function formatMoment(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  return `${formatTime(Math.floor(tenths / 10))}${formatNumber((tenths % 10) / 10, 1).slice(1)}`;
}

/** "1 h 2 min"; a second part of nothing is left out. */
const twoUnits = ([value, unit]: [number, string], [rest, lesser]: [number, string]): string =>
  rest > 0 ? `${withUnit(value, unit)} ${withUnit(rest, lesser)}` : withUnit(value, unit);

/** 0.4 gives "0.4 s", 75 gives "1 min 15 s", 3700 gives "1 h 2 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return withUnit(formatNumber(seconds, 1), "s");
  const whole = Math.round(seconds);
  if (whole < 60) return withUnit(whole, "s");
  if (whole < 3600) return twoUnits([Math.floor(whole / 60), "min"], [whole % 60, "s"]);
  return twoUnits([Math.floor(whole / 3600), "h"], [Math.floor(whole / 60) % 60, "min"]);
}

/** Time left is a guess, so it is said roughly. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return t("format.fewSecondsLeft");
  if (seconds < 60) return t("format.aboutLeft", { duration: withUnit(Math.ceil(seconds / 5) * 5, "s") });
  return t("format.aboutLeft", { duration: formatDuration(Math.round(seconds / 60) * 60) });
}

export function formatPercent(share: number): string {
  const percent = share * 100;
  return withUnit(percent > 0 && percent < 1 ? `<${NBSP}1` : Math.round(percent), "%");
}

const BYTE_UNITS = ["B", "kB", "MB", "GB"];

/** As much as one unit says before the next one takes over: the site says "1024 MB" of its limit, and so does the page. */
const MOST_OF_A_UNIT = [1024, 1024, 10_240, Infinity];

/** A kB is 1024 bytes, as the site counts: 1_500_000 gives "1.4 MB". */
export function formatBytes(bytes: number): string {
  const power = MOST_OF_A_UNIT.findIndex((most, step) => bytes / 1024 ** step < most);
  const value = bytes / 1024 ** power;
  const digits = power > 0 && value < 9.95 ? formatNumber(value, 1) : String(Math.round(value));
  return withUnit(digits, BYTE_UNITS[power] ?? "");
}

/** 0.49 gives "49 points", as the difference of two percentages is called; 0.004 gives "0 points". */
export const formatPoints = (difference: number): string =>
  t("format.points", { count: Math.round(Math.abs(difference) * 100) }).replace(" ", NBSP);

/** The same with its sign, for tables: "+49", "−3", "0". */
export function formatSignedPoints(difference: number): string {
  const points = Math.round(Math.abs(difference) * 100);
  if (points === 0) return "0";
  return `${difference < 0 ? "−" : "+"}${points}`;
}

/** 3400 gives "3.4 kHz", 250 gives "250 Hz". */
export function formatFrequency(hertz: number): string {
  if (hertz < 1000) return withUnit(Math.round(hertz), "Hz");
  const tenths = Math.round(hertz / 100);
  return withUnit(formatNumber(tenths / 10, tenths % 10 === 0 ? 0 : 1), "kHz");
}

export const formatDate = (iso: string): string => dateFormat("moment").format(new Date(iso));

/** The day alone. */
export const formatDay = (iso: string): string => dateFormat("day").format(new Date(iso));

/** "sad, calm and happy" */
export const formatAll = (words: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: "conjunction" }).format(words);

/** "sad, calm, or happy" */
export const formatEither = (words: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: "disjunction" }).format(words);

/** "en" gives "English"; what is no language code stays as it is; "und" and nothing are no language known. */
export function languageName(code: string): string {
  if (code === "" || code === "und") return t("format.languageUnknown");
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
