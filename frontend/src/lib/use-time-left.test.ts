import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useTimeLeft } from "@/lib/use-time-left";

describe("the time left", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const shown = (first: number | null) => {
    const view = renderHook(({ told }) => useTimeLeft(told), { initialProps: { told: first } });
    const tell = (told: number | null) => view.rerender({ told });
    const wait = (seconds: number) => {
      act(() => {
        vi.advanceTimersByTime(seconds * 1000);
      });
    };
    const seconds = () => (view.result.current === null ? null : Math.round(view.result.current));
    return { tell, wait, seconds };
  };

  it("runs down between what the site says", () => {
    const left = shown(60);
    left.wait(10);
    expect(left.seconds()).toBe(50);
  });

  it("does not jump for a guess that is nearly the same", () => {
    const left = shown(60);
    left.wait(10);
    left.tell(53);
    expect(left.seconds()).toBe(50);
  });

  it("follows a guess that is quite another", () => {
    const left = shown(60);
    left.tell(300);
    expect(left.seconds()).toBe(300);
  });

  it("never runs below nothing", () => {
    const left = shown(3);
    left.wait(20);
    expect(left.seconds()).toBe(0);
  });

  it("is unknown until the site has a guess", () => {
    const left = shown(null);
    expect(left.seconds()).toBeNull();
    left.tell(40);
    expect(left.seconds()).toBe(40);
  });
});
