import { describe, expect, it, vi } from "vitest";

import { TimeView } from "@/lib/time-view";

describe("what is in sight of a recording", () => {
  it("is all of it at first", () => {
    const view = new TimeView(100);
    expect([view.startS, view.endS, view.zoomed]).toEqual([0, 100, false]);
  });

  it("comes closer around a moment, which stays where it is", () => {
    const view = new TimeView(100);
    view.zoom(2, 40);
    expect(view.spanS).toBe(50);
    expect(view.shareOf(40)).toBeCloseTo(0.4);
  });

  it("never leaves the recording, nor comes closer than two seconds", () => {
    const view = new TimeView(100);
    view.zoom(1000, 99);
    expect([view.spanS, view.closest]).toEqual([2, true]);
    view.pan(50);
    expect(view.endS).toBe(100);
    view.zoom(0.001, 99);
    expect([view.startS, view.endS]).toEqual([0, 100]);
  });

  it("turns the page only for a moment that is out of sight", () => {
    const view = new TimeView(100);
    view.show(0, 20);
    view.reveal(15);
    expect(view.startS).toBe(0);
    view.reveal(50);
    expect(view.contains(50)).toBe(true);
    expect(view.spanS).toBe(20);
  });

  it("shows a recording shorter than its closest view whole", () => {
    const view = new TimeView(1.2);
    view.zoom(2, 0.5);
    expect([view.startS, view.endS]).toEqual([0, 1.2]);
  });

  it("tells who listens, and only of changes", () => {
    const view = new TimeView(100);
    const heard = vi.fn();
    view.subscribe(heard);
    view.whole();
    expect(heard).not.toHaveBeenCalled();
    view.show(10, 20);
    expect(heard).toHaveBeenCalledOnce();
  });
});
