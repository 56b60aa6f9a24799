import { beforeEach, expect, it, vi } from "vitest";

import { followSound } from "@/features/film/follow-sound";
import { Playback } from "@/lib/playback";

/** A sound and a film whose clocks are set by hand. */
function pair() {
  const playback = new Playback("/sound");
  const sound = { currentTime: 0, paused: true, playbackRate: 1, duration: 60 };
  const film = document.createElement("video");
  const picture = { currentTime: 0, paused: true, playbackRate: 1, duration: 60, seeking: false };
  for (const [element, clock] of [
    [playback.audio, sound],
    [film, picture],
  ] as const) {
    for (const name of Object.keys(clock) as (keyof typeof clock)[])
      Object.defineProperty(element, name, {
        get: () => clock[name],
        set: (value: never) => (clock[name] = value),
        configurable: true,
      });
  }
  film.play = vi.fn(() => {
    picture.paused = false;
    return Promise.resolve();
  });
  film.pause = vi.fn(() => void (picture.paused = true));
  const tell = (event: string, changes: Partial<typeof sound> = {}) => {
    Object.assign(sound, changes);
    playback.audio.dispatchEvent(new Event(event));
  };
  return { playback, film, picture, sound, tell, end: followSound(film, playback) };
}

beforeEach(() => vi.stubGlobal("requestAnimationFrame", () => 0));

it("plays, pauses and hurries with the sound", () => {
  const { picture, tell } = pair();
  tell("play", { paused: false });
  expect(picture.paused).toBe(false);
  tell("ratechange", { playbackRate: 1.5 });
  expect(picture.playbackRate).toBe(1.5);
  tell("pause", { paused: true });
  expect(picture.paused).toBe(true);
});

it("goes to the moment that the sound goes to, playing or not", () => {
  const { picture, tell } = pair();
  tell("seeking", { currentTime: 12 });
  expect(picture.currentTime).toBe(12);
  tell("play", { paused: false });
  tell("seeking", { currentTime: 12.6 });
  expect(picture.currentTime).toBe(12.6);
});

it("evens small drift out by its speed, and large drift by a jump", () => {
  const { picture, tell } = pair();
  tell("play", { paused: false });
  tell("ratechange", { currentTime: 10 });
  picture.currentTime = 9.8;
  tell("ratechange");
  expect(picture.playbackRate).toBeCloseTo(1.2);
  expect(picture.currentTime).toBe(9.8);
  picture.currentTime = 10.1;
  tell("ratechange");
  expect(picture.playbackRate).toBeCloseTo(0.9);
  picture.currentTime = 10.01;
  tell("ratechange");
  expect(picture.playbackRate).toBe(1);
  picture.currentTime = 7;
  tell("ratechange");
  expect(picture.currentTime).toBe(10);
});

it("rests on its last picture where the sound is longer", () => {
  const { picture, tell } = pair();
  picture.duration = 5;
  tell("play", { paused: false });
  tell("seeking", { currentTime: 8 });
  expect(picture.currentTime).toBe(5);
  expect(picture.paused).toBe(true);
});

it("does not seek while it is still seeking, and follows nobody once it has ended", () => {
  const { picture, tell, end, film } = pair();
  picture.seeking = true;
  tell("loadedmetadata", { currentTime: 3 });
  expect(picture.currentTime).toBe(0);
  picture.seeking = false;
  film.dispatchEvent(new Event("seeked"));
  expect(picture.currentTime).toBe(3);
  end();
  tell("seeking", { currentTime: 20 });
  expect(picture.currentTime).toBe(3);
});
