import { recordedType } from "@/features/recorder/format";

/** Small pieces, so that little is lost if the tab dies while it records. */
const PIECE_MS = 1000;

type RecorderEvents = {
  onPiece: (piece: Blob) => void;
  /** The microphone was unplugged, taken away or failed: nothing more will come. */
  onLost: () => void;
};

/** One microphone being recorded. Tells its pieces as they come; knows nothing of where they go. */
export class Recorder {
  private readonly media: MediaRecorder;
  private readonly stopped: Promise<void>;

  constructor(
    readonly stream: MediaStream,
    { onPiece, onLost }: RecorderEvents,
  ) {
    const mimeType = recordedType();
    this.media = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    this.media.addEventListener("dataavailable", ({ data }) => {
      if (data.size > 0) onPiece(data);
    });
    this.stopped = new Promise((resolve) => this.media.addEventListener("stop", () => resolve()));
    this.media.addEventListener("error", onLost);
    for (const track of stream.getTracks()) track.addEventListener("ended", onLost);
  }

  get type(): string {
    return this.media.mimeType || "audio/webm";
  }

  get microphone(): string {
    return this.stream.getAudioTracks()[0]?.label ?? "";
  }

  start(): void {
    this.media.start(PIECE_MS);
  }

  pause(): void {
    if (this.media.state === "recording") this.media.pause();
  }

  resume(): void {
    if (this.media.state === "paused") this.media.resume();
  }

  /** Resolves when the last piece has been told, also where the recording has ended with its microphone. */
  async stop(): Promise<void> {
    if (this.media.state !== "inactive") this.media.stop();
    this.release();
    await this.stopped;
  }

  release(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }
}
