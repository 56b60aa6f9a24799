import type { Mock } from "vitest";
import { vi } from "vitest";

/** A microphone and a MediaRecorder that the test rules. */

class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = "live";

  constructor(readonly label: string) {
    super();
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** Pulls the plug: unlike stop(), this is told. */
  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

export function fakeStream(label = "Desk microphone") {
  const tracks = [new FakeTrack(label)];
  const stream = { getTracks: () => tracks, getAudioTracks: () => tracks };
  return stream as typeof stream & MediaStream;
}

export class FakeMediaRecorder extends EventTarget {
  static last: FakeMediaRecorder | null = null;
  static isTypeSupported = (type: string): boolean => type.startsWith("audio/webm");

  readonly mimeType: string;
  state: RecordingState = "inactive";
  timeslice: number | undefined;

  constructor(stream: MediaStream, options: MediaRecorderOptions = {}) {
    super();
    this.mimeType = options.mimeType ?? "audio/webm;codecs=opus";
    FakeMediaRecorder.last = this;
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.end());
  }

  start(timeslice?: number): void {
    this.timeslice = timeslice;
    this.state = "recording";
  }

  pause(): void {
    this.state = "paused";
  }

  resume(): void {
    this.state = "recording";
  }

  stop(): void {
    this.end();
  }

  /** A second has passed. */
  piece(text: string): void {
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob([text]) }));
  }

  private end(): void {
    if (this.state === "inactive") return;
    this.state = "inactive";
    queueMicrotask(() => {
      this.piece("first ");
      this.piece("second");
      this.dispatchEvent(new Event("stop"));
    });
  }
}

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

function install(getUserMedia: Mock<GetUserMedia>, devices: Partial<MediaDeviceInfo>[]): Mock<GetUserMedia> {
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("MediaRecorder", FakeMediaRecorder);
  const enumerateDevices = () =>
    Promise.resolve(devices.map((device) => ({ kind: "audioinput", ...device })));
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    value: Object.assign(new EventTarget(), { getUserMedia, enumerateDevices }),
  });
  return getUserMedia;
}

export const allowMicrophone = (devices: Partial<MediaDeviceInfo>[] = [], stream = fakeStream()) =>
  install(
    vi.fn<GetUserMedia>(() => Promise.resolve(stream)),
    devices,
  );

export const refuseMicrophone = (name: string) =>
  install(
    vi.fn<GetUserMedia>(() => Promise.reject(new DOMException("refused", name))),
    [],
  );
