import { describe, expect, it } from "vitest";

import { droppedFiles } from "@/features/upload/dropped-files";

const fileEntry = (name: string) => ({
  isFile: true,
  isDirectory: false,
  file: (done: (file: File) => void) => done(new File(["x"], name)),
});

const locked = {
  isFile: true,
  isDirectory: false,
  file: (_done: unknown, fail: (error: Error) => void) => fail(new Error("no permission")),
};

/** As browsers do it: a few at a time, until there are none. */
const folder = (...entries: unknown[]) => ({
  isFile: false,
  isDirectory: true,
  createReader: () => {
    let given = 0;
    return {
      readEntries: (done: (entries: unknown[]) => void) => {
        done(entries.slice(given, given + 2));
        given += 2;
      },
    };
  },
});

const dropped = (...entries: unknown[]) =>
  ({
    items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
    files: [],
  }) as unknown as DataTransfer;

describe("what was dropped", () => {
  it("is all that lies in its folders, however deep and however many", async () => {
    const deep = folder(
      folder(fileEntry("deep.wav")),
      fileEntry("a.wav"),
      fileEntry("b.wav"),
      fileEntry("c.wav"),
    );
    const { files, fromFolder } = await droppedFiles(dropped(deep, fileEntry("beside.wav")));
    expect(files.map(({ name }) => name)).toEqual(["deep.wav", "a.wav", "b.wav", "c.wav", "beside.wav"]);
    expect(fromFolder).toBe(true);
  });

  it("goes without what cannot be read", async () => {
    const { files } = await droppedFiles(dropped(folder(locked, fileEntry("open.wav"))));
    expect(files.map(({ name }) => name)).toEqual(["open.wav"]);
  });

  it("is the files themselves where there is no folder", async () => {
    const files = [new File(["x"], "a.wav")];
    expect(await droppedFiles({ items: [], files } as unknown as DataTransfer)).toEqual({
      files,
      fromFolder: false,
    });
  });
});
