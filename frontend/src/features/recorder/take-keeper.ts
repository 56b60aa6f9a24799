import { recordingFile } from "@/features/recorder/format";
import type { Take } from "@/features/recorder/take-store";
import { deleteTake, savePiece, saveTake } from "@/features/recorder/take-store";
import { owner } from "@/lib/account";
import { claim } from "@/lib/claim";

/** Under this name a tab holds a take: nobody else offers it as forgotten. */
export const takeClaim = (id: string): string => `undertone-take-${id}`;

/** Keeps a recording while it is made: in memory for the moment, in the browser's database against a crash. */
export class TakeKeeper {
  private readonly pieces: Blob[] = [];
  private saved: Promise<void>;
  private letGo: () => void = () => undefined;
  private bytesSoFar = 0;
  /** False once the database has refused: the recording is in memory alone then. */
  safe = true;

  private constructor(private take: Take) {
    this.saved = this.guarded(async () => {
      this.letGo = (await claim(takeClaim(take.id))) ?? this.letGo;
      await saveTake(take);
    });
  }

  static begin(title: string, type: string, live: boolean): TakeKeeper {
    const startedAt = Date.now();
    // crypto.randomUUID would do, but old Safari has none.
    const id = `${startedAt}-${Math.random().toString(36).slice(2)}`;
    return new TakeKeeper({ id, owner: owner(), title, type, startedAt, elapsed: 0, pieces: 0, live });
  }

  get title(): string {
    return this.take.title;
  }

  get bytes(): number {
    return this.bytesSoFar;
  }

  add(piece: Blob, elapsed: number): void {
    this.pieces.push(piece);
    this.bytesSoFar += piece.size;
    this.take = { ...this.take, elapsed, pieces: this.pieces.length };
    const take = this.take;
    // In turn: a take whose third piece is missing would be cut there.
    this.saved = this.saved.then(() => this.guarded(async () => savePiece(take, await piece.arrayBuffer())));
  }

  /** Once all is written; `safe` tells whether it was. */
  settled(): Promise<void> {
    return this.saved;
  }

  rename(title: string): void {
    const take = { ...this.take, title };
    this.take = take;
    this.saved = this.saved.then(() => this.guarded(() => saveTake(take)));
  }

  file(): File {
    return recordingFile(this.pieces, this.take.title, this.take.type);
  }

  /** It has arrived, or nobody wants it. */
  async forget(): Promise<void> {
    await this.saved;
    await this.guarded(() => deleteTake(this.take.id));
    this.letGo();
  }

  /** It stays in the database, to be offered again. */
  async leave(): Promise<void> {
    await this.saved;
    this.letGo();
  }

  private async guarded(write: () => Promise<void>): Promise<void> {
    if (!this.safe) return;
    try {
      await write();
    } catch {
      // No room left, or a private window: the recording itself goes on, and the page says that it is not safe.
      this.safe = false;
    }
  }
}
