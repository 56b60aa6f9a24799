import { SoundBlocks } from "@/features/live/sound-blocks";

/** What the audio thread has, and the types of a page's main thread do not tell of. */
declare const sampleRate: number;
declare const registerProcessor: (name: string, processor: typeof LiveSound) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** Posts blocks of sound, and after the word "end" what is left, and null. */
class LiveSound extends AudioWorkletProcessor {
  private readonly blocks = new SoundBlocks(sampleRate, (block) =>
    this.port.postMessage(block, [block.buffer]),
  );
  private ended = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.ended = true;
      this.blocks.flush();
      this.port.postMessage(null);
    };
  }

  /** Its output stays silent: it has one only because some browsers run nothing that leads nowhere. */
  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const samples = input?.[0];
    if (samples && !this.ended) this.blocks.take(samples);
    return !this.ended;
  }
}

registerProcessor("live-sound", LiveSound);
