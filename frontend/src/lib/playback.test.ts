import { describe, expect, it, vi } from "vitest";

import { Playback } from "@/lib/playback";

const loaded = () => {
  const playback = new Playback("/api/v1/recordings/r1/media/");
  playback.load();
  return playback;
};

describe("the playback", () => {
  it("has its source only once it is loaded, under an absolute address", () => {
    expect(new Playback("/media/").audio.getAttribute("src")).toBeNull();
    expect(loaded().audio.src).toBe("http://localhost:3000/api/v1/recordings/r1/media/");
  });

  it("never goes before the start", () => {
    const playback = loaded();
    playback.seek(-3);
    expect(playback.time).toBe(0);
  });

  it("tells its followers when it moves, until they leave", () => {
    const playback = loaded();
    const follower = vi.fn();
    const leave = playback.subscribe(follower);
    playback.seek(2);
    expect(follower).toHaveBeenCalled();
    leave();
    follower.mockClear();
    playback.seek(3);
    expect(follower).not.toHaveBeenCalled();
  });

  it("lets go of the file when it is released", () => {
    const playback = loaded();
    playback.release();
    expect(playback.audio.getAttribute("src")).toBeNull();
  });

  it("stays paused when the browser refuses to play", async () => {
    vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(new DOMException("no", "NotAllowedError"));
    const playback = loaded();
    await playback.play();
    expect(playback.playing).toBe(false);
  });
});
