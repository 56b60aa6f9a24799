import { afterEach, describe, expect, it, vi } from "vitest";

import { openMicrophone, rememberedMicrophone, rememberMicrophone } from "@/features/recorder/microphone";
import { allowMicrophone, refuseMicrophone } from "@/testing/fake-microphone";

const UNTOUCHED = { autoGainControl: false, noiseSuppression: false, echoCancellation: false };

describe("the microphone", () => {
  afterEach(() => localStorage.clear());

  it("is asked for untouched sound from the chosen device", async () => {
    const ask = allowMicrophone();
    await openMicrophone("desk");
    expect(ask).toHaveBeenCalledWith({ audio: { deviceId: { exact: "desk" }, ...UNTOUCHED } });
  });

  it("is the usual one where the chosen one is not plugged in any more", async () => {
    const ask = allowMicrophone();
    ask.mockRejectedValueOnce(new DOMException("gone", "OverconstrainedError"));
    await openMicrophone("desk");
    expect(ask).toHaveBeenLastCalledWith({ audio: UNTOUCHED });
  });

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
    ["SomethingNew", "busy"],
  ])("tells %s apart as %s", async (name, problem) => {
    refuseMicrophone(name);
    await expect(openMicrophone("")).rejects.toMatchObject({ problem });
  });

  it("is not asked for where the browser cannot record at all", async () => {
    const ask = allowMicrophone();
    vi.stubGlobal("MediaRecorder", undefined);
    await expect(openMicrophone("")).rejects.toMatchObject({ problem: "unsupported" });
    vi.stubGlobal("isSecureContext", false);
    await expect(openMicrophone("")).rejects.toMatchObject({ problem: "insecure" });
    expect(ask).not.toHaveBeenCalled();
  });

  it("is remembered, until the usual one is chosen again", () => {
    rememberMicrophone("desk");
    expect(rememberedMicrophone()).toBe("desk");
    rememberMicrophone("");
    expect(rememberedMicrophone()).toBe("");
  });
});
