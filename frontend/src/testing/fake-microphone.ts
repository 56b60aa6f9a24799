import type { Mock } from "vitest";
import { vi } from "vitest";

/** A microphone and a MediaRecorder that the test rules. */

class FakeTrack {
  readyState: MediaStreamTrackState = "live";

  stop(): void {
    this.readyState = "ended";
  }
}

export function fakeStream(): MediaStream {
  const tracks = [new FakeTrack()];
  return { getTracks: () => tracks } as unknown as MediaStream;
}

class FakeMediaRecorder extends EventTarget {
  static isTypeSupported = (type: string): boolean => type.startsWith("audio/webm");

  readonly mimeType = "audio/webm;codecs=opus";
  state: RecordingState = "inactive";

  start(): void {
    this.state = "recording";
  }

  pause(): void {
    this.state = "paused";
  }

  resume(): void {
    this.state = "recording";
  }

  stop(): void {
    this.state = "inactive";
    this.piece("first ");
    this.piece("second");
    this.dispatchEvent(new Event("stop"));
  }

  private piece(text: string): void {
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob([text]) }));
  }
}

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

function install(getUserMedia: Mock<GetUserMedia>): Mock<GetUserMedia> {
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("MediaRecorder", FakeMediaRecorder);
  Object.defineProperty(navigator, "mediaDevices", {
    configurable: true,
    value: Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: () => Promise.resolve([]) }),
  });
  return getUserMedia;
}

export const allowMicrophone = () => install(vi.fn<GetUserMedia>(() => Promise.resolve(fakeStream())));

export const refuseMicrophone = (name: string) =>
  install(vi.fn<GetUserMedia>(() => Promise.reject(new DOMException("refused", name))));
