/** One socket per tab: it tells when an analysis changed, and comes back by itself when the line drops. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** The site does not know who is listening: recognition/consumers.py. */
const NOT_SIGNED_IN = 4401;

export type LiveSocketOptions = {
  url: string;
  onMessage: (message: unknown) => void;
  /** Called on every opening but the first: what was said meanwhile is lost, so the caller reads afresh. */
  onReconnect: () => void;
  /** Called when the site has closed the line because nobody is signed in. */
  onRefused?: () => void;
};

export class LiveSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private opened = false;
  private closed = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: LiveSocketOptions) {}

  get connected(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.closed = false;
    clearTimeout(this.timer);
    const socket = new WebSocket(this.options.url);
    this.socket = socket;
    socket.addEventListener("open", () => this.onOpen(socket));
    socket.addEventListener("message", (event: MessageEvent<unknown>) => this.onText(event.data));
    socket.addEventListener("close", ({ code }) => this.onClose(socket, code));
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (socket?.readyState === WebSocket.CONNECTING) {
      // Closing a socket that is still connecting makes the browser print an error.
      socket.addEventListener("open", () => socket.close());
    } else {
      socket?.close();
    }
  }

  private onOpen(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.attempts = 0;
    if (this.opened) this.options.onReconnect();
    this.opened = true;
    this.tell();
  }

  private onText(data: unknown): void {
    if (typeof data !== "string") return;
    try {
      this.options.onMessage(JSON.parse(data));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  private onClose(socket: WebSocket, code: number): void {
    if (this.closed || socket !== this.socket) return;
    this.tell();
    if (code === NOT_SIGNED_IN) this.options.onRefused?.();
    this.timer = setTimeout(() => this.open(), this.wait());
    this.attempts += 1;
  }

  /** Doubles with each failure; the random part keeps many tabs from returning in the same moment. */
  private wait(): number {
    const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempts);
    return ceiling * (0.75 + Math.random() / 4);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
