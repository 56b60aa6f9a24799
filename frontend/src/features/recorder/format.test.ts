import { describe, expect, it, vi } from "vitest";

import { moment, recordedType, recordingFile } from "@/features/recorder/format";

const browserOf = (...types: string[]) =>
  vi.stubGlobal("MediaRecorder", { isTypeSupported: (type: string) => types.includes(type) });

describe("what a browser records", () => {
  it("is WebM with Opus in Chrome, Ogg where there is no WebM, MP4 in Safari", () => {
    browserOf("audio/webm;codecs=opus", "audio/webm", "audio/mp4");
    expect(recordedType()).toBe("audio/webm;codecs=opus");
    browserOf("audio/ogg;codecs=opus");
    expect(recordedType()).toBe("audio/ogg;codecs=opus");
    browserOf("audio/mp4");
    expect(recordedType()).toBe("audio/mp4");
  });

  it("is left to a browser that knows none of these", () => {
    browserOf();
    expect(recordedType()).toBeUndefined();
  });
});

describe("the file of a recording", () => {
  it.each([
    ["audio/webm;codecs=opus", "Talk.webm"],
    ["audio/mp4;codecs=mp4a.40.2", "Talk.m4a"],
    ["audio/ogg;codecs=opus", "Talk.ogg"],
    ["", "Talk.webm"],
  ])("of %s is called %s", (type, name) => {
    expect(recordingFile(["x"], "Talk", type).name).toBe(name);
  });

  it("has a name that every system takes", () => {
    expect(recordingFile(["x"], 'What? A/B "test": 1\n', "audio/webm").name).toBe(
      "What_ A_B _test__ 1_.webm",
    );
    expect(recordingFile(["x"], "  ", "audio/webm").name).toBe("recording.webm");
  });

  it("is titled by its moment", () => {
    expect(moment(new Date(2026, 10, 20, 9, 5))).toBe("2026-11-20 09.05");
  });
});
