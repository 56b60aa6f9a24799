import { afterEach, describe, expect, it } from "vitest";

import type { Take } from "@/features/recorder/take-store";
import { deleteTake, listOwnTakes, savePiece, takeFile } from "@/features/recorder/take-store";

const take = (id: string, changes: Partial<Take> = {}): Take => ({
  id,
  title: "Talk",
  type: "audio/webm",
  startedAt: 1,
  elapsed: 1,
  pieces: 1,
  ...changes,
});

const bytes = (text: string) => new TextEncoder().encode(text).buffer;

describe("recordings kept in the browser", () => {
  afterEach(async () => {
    for (const { id } of await listOwnTakes()) await deleteTake(id);
  });

  it("are their pieces, in the order in which they came", async () => {
    for (let index = 0; index < 12; index += 1) {
      await savePiece(take("a", { pieces: index + 1 }), bytes(`${index} `));
    }
    const file = await takeFile(take("a"));
    expect(new TextDecoder().decode(await file.arrayBuffer())).toBe("0 1 2 3 4 5 6 7 8 9 10 11 ");
    expect(file.name).toBe("Talk.webm");
  });

  it("are told newest first", async () => {
    await savePiece(take("old", { startedAt: 1 }), bytes("x"));
    await savePiece(take("new", { startedAt: 2 }), bytes("x"));
    expect((await listOwnTakes()).map(({ id }) => id)).toEqual(["new", "old"]);
  });

  it("are deleted with all their pieces, and no others", async () => {
    await savePiece(take("a"), bytes("gone"));
    await savePiece(take("b"), bytes("stays"));
    await deleteTake("a");
    expect((await takeFile(take("a"))).size).toBe(0);
    expect((await takeFile(take("b"))).size).toBe(5);
  });
});
