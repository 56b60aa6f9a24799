import { describe, expect, it, vi } from "vitest";

import { openMicrophone, Recorder, recordingTitle } from "@/features/recorder/recorder";
import { allowMicrophone, fakeStream, refuseMicrophone } from "@/testing/fake-microphone";

describe("the recorder", () => {
  it("asks for untouched sound from the chosen device", async () => {
    const ask = allowMicrophone();
    await openMicrophone("desk");
    expect(ask).toHaveBeenCalledWith({
      audio: {
        deviceId: { exact: "desk" },
        autoGainControl: false,
        noiseSuppression: false,
        echoCancellation: false,
      },
    });
  });

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
  ])("tells %s apart as %s", async (name, problem) => {
    refuseMicrophone(name);
    await expect(openMicrophone("")).rejects.toMatchObject({ problem });
  });

  it("says so where the browser cannot record at all", async () => {
    vi.stubGlobal("MediaRecorder", undefined);
    await expect(openMicrophone("")).rejects.toMatchObject({ problem: "unsupported" });
  });

  it("makes one file of all pieces and lets the microphone go", async () => {
    allowMicrophone();
    const stream = fakeStream();
    const recorder = new Recorder(stream);
    recorder.start();
    const file = await recorder.stop();
    expect(file.size).toBe("first second".length);
    expect(file.name).toMatch(/^Recording .*\.webm$/);
    expect(stream.getTracks().every((track) => track.readyState === "ended")).toBe(true);
  });

  it("titles a recording by its moment", () => {
    expect(recordingTitle(new Date(2026, 10, 20, 9, 5))).toBe("Recording 2026-11-20 09.05");
  });
});
