import { vi } from "vitest";

/** A browser's audio thread that the test rules: what it is given to say, live mode sends. */
class FakePort {
  onmessage: ((event: { data: Int16Array | null }) => void) | null = null;

  postMessage(): void {
    this.onmessage?.({ data: null });
  }
}

class FakeWorkletNode {
  static last: FakeWorkletNode | null = null;
  readonly port = new FakePort();

  constructor() {
    FakeWorkletNode.last = this;
  }

  connect = () => this;
}

class FakeAudioContext {
  readonly state = "running";
  readonly destination = {};
  readonly sampleRate: number;
  readonly audioWorklet = { addModule: () => FakeAudioContext.load() };

  static load = (): Promise<void> => Promise.resolve();

  constructor(options: { sampleRate?: number } = {}) {
    this.sampleRate = options.sampleRate ?? 48_000;
  }

  createMediaStreamSource = () => ({ connect: (next: unknown) => next });
  // What the level meter listens by: silence.
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: () => undefined });
  close = () => Promise.resolve();
}

export function installAudio(): void {
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("AudioWorkletNode", FakeWorkletNode);
}

/** The audio thread does not start. */
export function breakAudio(): void {
  const refuse = () => Promise.reject(new Error("no audio thread"));
  vi.spyOn(FakeAudioContext, "load").mockImplementation(refuse);
}

/** The microphone has heard a tenth of a second. */
export const hearBlock = (): void => FakeWorkletNode.last?.port.onmessage?.({ data: new Int16Array(1600) });
