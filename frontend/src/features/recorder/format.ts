/** What a browser records, and what such a file is called. */

/** In the order of preference; every browser records at least one: Chrome and Firefox WebM, Safari MP4. */
const TYPES = [
  "audio/webm;codecs=opus",
  "audio/ogg;codecs=opus",
  "audio/mp4;codecs=mp4a.40.2",
  "audio/mp4",
  "audio/webm",
];

const EXTENSIONS: Readonly<Record<string, string>> = { webm: "webm", ogg: "ogg", mp4: "m4a" };

/** Undefined leaves the choice to the browser. */
export const recordedType = (): string | undefined =>
  TYPES.find((type) => MediaRecorder.isTypeSupported(type));

const extension = (type: string): string => EXTENSIONS[/^\w+\/(\w+)/.exec(type)?.[1] ?? ""] ?? "webm";

const two = (value: number): string => String(value).padStart(2, "0");

/** "2026-11-20 21.45": sorts well, and fits into the name of a file everywhere. */
export const moment = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}.${two(at.getMinutes())}`;

/** Characters that some systems do not take in names. */
const UNFIT = /[\\/:*?"<>|\p{Cc}]/gu;

export function recordingFile(parts: readonly BlobPart[], title: string, type: string): File {
  const name = title.replace(UNFIT, "_").trim() || "recording";
  return new File([...parts], `${name}.${extension(type)}`, { type });
}
