/** One recording from the microphone: ask, record, pause, stop. Knows nothing of React. */

export type MicrophoneProblem = "denied" | "missing" | "busy" | "unsupported";

export class MicrophoneError extends Error {
  override name = "MicrophoneError";

  constructor(readonly problem: MicrophoneProblem) {
    super(PROBLEM_WORDS[problem]);
  }
}

const PROBLEM_WORDS: Readonly<Record<MicrophoneProblem, string>> = {
  denied:
    "The browser was not allowed to use the microphone. Allow it in the address bar or the browser's settings for this site, then record again.",
  missing: "No microphone was found. Plug one in or switch it on, then record again.",
  busy: "The microphone could not be opened. Another program may be using it.",
  unsupported:
    "This browser cannot record here. Recording needs a secure address (https or this machine) and a recent browser.",
};

const PROBLEM_BY_NAME: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** In the order of preference; every browser records at least one. */
const FORMATS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

const EXTENSIONS: Readonly<Record<string, string>> = { webm: "webm", ogg: "ogg", mp4: "m4a" };

export const canRecord = (): boolean =>
  typeof MediaRecorder !== "undefined" && "mediaDevices" in navigator && window.isSecureContext;

export async function openMicrophone(deviceId: string): Promise<MediaStream> {
  if (!canRecord()) throw new MicrophoneError("unsupported");
  try {
    return await navigator.mediaDevices.getUserMedia({
      // How something is said must reach the model as it was said: no browser may level or clean it.
      audio: {
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
        autoGainControl: false,
        noiseSuppression: false,
        echoCancellation: false,
      },
    });
  } catch (error) {
    throw new MicrophoneError(
      PROBLEM_BY_NAME[error instanceof Error || error instanceof DOMException ? error.name : ""] ?? "busy",
    );
  }
}

const pickFormat = (): string | undefined => FORMATS.find((format) => MediaRecorder.isTypeSupported(format));

const extension = (type: string): string => EXTENSIONS[/audio\/(\w+)/.exec(type)?.[1] ?? ""] ?? "webm";

const two = (value: number): string => String(value).padStart(2, "0");

/** "Recording 2026-11-20 21.45" */
export const recordingTitle = (at: Date): string =>
  `Recording ${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}.${two(at.getMinutes())}`;

export class Recorder {
  private readonly chunks: Blob[] = [];
  private readonly media: MediaRecorder;

  constructor(readonly stream: MediaStream) {
    const mimeType = pickFormat();
    this.media = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.media.addEventListener("dataavailable", (event) => {
      if (event.data.size > 0) this.chunks.push(event.data);
    });
  }

  start(): void {
    // Small pieces, so that little is lost if the tab dies while it records.
    this.media.start(1000);
  }

  pause(): void {
    this.media.pause();
  }

  resume(): void {
    this.media.resume();
  }

  stop(): Promise<File> {
    return new Promise((resolve) => {
      this.media.addEventListener("stop", () => resolve(this.file()));
      this.media.stop();
      this.release();
    });
  }

  release(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }

  private file(): File {
    const type = this.media.mimeType || "audio/webm";
    return new File(this.chunks, `${recordingTitle(new Date())}.${extension(type)}`, { type });
  }
}
