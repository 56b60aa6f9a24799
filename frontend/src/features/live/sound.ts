import { stepFor } from "@/features/live/sound-blocks";
import workletUrl from "@/features/live/live.worklet?worker&url";

/** What the recognisers hear; a browser that brings sound to this rate itself saves two thirds of the way up. */
const RATE_HZ = 16_000;

/** The audio thread answers at once, or not at all where the system has stopped it. */
const LAST_WORD_MS = 1_000;

export type Sound = {
  /** Samples a second, of what is told. */
  rate: number;
  /** Resolves when the last has been told. */
  end: () => Promise<void>;
};

/** A context of that rate, or the device's own where the browser joins no others to a microphone. */
function contextFor(stream: MediaStream): [AudioContext, MediaStreamAudioSourceNode] {
  const context = new AudioContext({ sampleRate: RATE_HZ });
  try {
    return [context, context.createMediaStreamSource(stream)];
  } catch {
    void context.close();
    const own = new AudioContext();
    return [own, own.createMediaStreamSource(stream)];
  }
}

async function listener(context: AudioContext): Promise<AudioWorkletNode> {
  await context.audioWorklet.addModule(workletUrl);
  return new AudioWorkletNode(context, "live-sound", { channelCount: 1, channelCountMode: "explicit" });
}

/** Tells the stream's sound, 16-bit mono, until it is ended. */
export async function hearSound(
  stream: MediaStream,
  onSound: (sound: Int16Array<ArrayBuffer>) => void,
): Promise<Sound> {
  const [context, source] = contextFor(stream);
  const node = await listener(context).catch((error: unknown) => {
    void context.close();
    throw error;
  });
  let ended: () => void = () => undefined;
  const silent = new Promise<void>((resolve) => (ended = resolve));
  node.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer> | null>) =>
    data ? onSound(data) : ended();
  source.connect(node).connect(context.destination);
  if (context.state === "suspended") void context.resume();
  const end = async () => {
    node.port.postMessage("end");
    setTimeout(ended, LAST_WORD_MS);
    await silent;
    await context.close();
  };
  return { rate: context.sampleRate / stepFor(context.sampleRate), end };
}
