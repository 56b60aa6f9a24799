/** The way to a microphone, and every way in which there may be none. */

export type MicrophoneProblem = "denied" | "missing" | "busy" | "insecure" | "unsupported";

export class MicrophoneError extends Error {
  override name = "MicrophoneError";

  constructor(readonly problem: MicrophoneProblem) {
    super(problem);
  }
}

const PROBLEM_BY_NAME: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why nothing can be recorded here whatever a person does, or null. */
export function recordingObstacle(): MicrophoneProblem | null {
  if (!window.isSecureContext) return "insecure";
  return typeof MediaRecorder === "undefined" || !("mediaDevices" in navigator) ? "unsupported" : null;
}

// How something is said must reach the model as it was said: no browser may level or clean it.
const UNTOUCHED = { autoGainControl: false, noiseSuppression: false, echoCancellation: false };

const errorName = (error: unknown): string =>
  error instanceof Error || error instanceof DOMException ? error.name : "";

async function open(deviceId: string): Promise<MediaStream> {
  const chosen = deviceId ? { deviceId: { exact: deviceId } } : {};
  return navigator.mediaDevices.getUserMedia({ audio: { ...chosen, ...UNTOUCHED } });
}

/** The chosen device, or the usual one where the chosen one is not plugged in any more. */
async function openChosenOrUsual(deviceId: string): Promise<MediaStream> {
  try {
    return await open(deviceId);
  } catch (error) {
    if (deviceId && errorName(error) === "OverconstrainedError") return open("");
    throw error;
  }
}

/** @throws MicrophoneError */
export async function openMicrophone(deviceId: string): Promise<MediaStream> {
  const obstacle = recordingObstacle();
  if (obstacle) throw new MicrophoneError(obstacle);
  try {
    return await openChosenOrUsual(deviceId);
  } catch (error) {
    throw new MicrophoneError(PROBLEM_BY_NAME[errorName(error)] ?? "busy");
  }
}

const KEY = "undertone.microphone";

/** The device chosen last time; empty for the usual one. */
export function rememberedMicrophone(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberMicrophone(deviceId: string): void {
  try {
    if (deviceId) localStorage.setItem(KEY, deviceId);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage can be switched off; the choice then lasts until the page is left.
  }
}
