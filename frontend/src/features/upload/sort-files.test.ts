import { describe, expect, it } from "vitest";

import { mayBeFilm, sortFiles } from "@/features/upload/sort-files";

const file = (name: string, type = "") => new File(["x"], name, { type });
const names = (files: readonly File[]) => files.map(({ name }) => name);

describe("files that were chosen", () => {
  it("are recordings by their type or by their ending", () => {
    const files = [file("a.wav", "audio/wav"), file("b.mp4", "video/mp4"), file("c.opus"), file("d.MP3")];
    expect(sortFiles({ files, fromFolder: true }).others).toEqual([]);
  });

  it("are left out where they are something else", () => {
    const files = [
      file("notes.txt", "text/plain"),
      file("cover.jpg", "image/jpeg"),
      file("list.m3u", "audio/x-mpegurl"),
    ];
    expect(sortFiles({ files, fromFolder: false })).toEqual({ media: [], others: files });
  });

  it("are taken at their chooser's word where nobody knows them, but not out of a folder", () => {
    const files = [file("dictaphone.dss"), file("recording")];
    expect(names(sortFiles({ files, fromFolder: false }).media)).toEqual(["dictaphone.dss", "recording"]);
    expect(names(sortFiles({ files, fromFolder: true }).others)).toEqual(["dictaphone.dss", "recording"]);
  });

  it("are known by the endings that the site tells", () => {
    expect(names(sortFiles({ files: [file("a.xyz")], fromFolder: true }, ["xyz"]).media)).toEqual(["a.xyz"]);
  });

  it("may be films by their type, or by their ending where the system tells no type", () => {
    const films = [file("a.mp4", "video/mp4"), file("b.MKV"), file("c.bin", "video/x-matroska")];
    const sounds = [file("a.wav", "audio/wav"), file("take.webm", "audio/webm"), file("c.mp3"), file("d")];
    expect(films.map(mayBeFilm)).toEqual([true, true, true]);
    expect(sounds.map(mayBeFilm)).toEqual([false, false, false, false]);
  });

  it("are not told of where the system keeps them for itself", () => {
    const files = [file(".DS_Store"), file("._clip.wav", "audio/wav")];
    expect(sortFiles({ files, fromFolder: true })).toEqual({ media: [], others: [] });
  });
});
