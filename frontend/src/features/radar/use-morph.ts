import { useEffect, useRef, useState } from "react";

const MORPH_MS = 420;

const settle = (time: number): number => 1 - (1 - time) ** 4;

const prefersStillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

const mix = (from: readonly number[], to: readonly number[], share: number): number[] =>
  to.map((value, index) => {
    const start = from[index] ?? 0;
    return start + (value - start) * share;
  });

/** Glides from the numbers shown to new ones, so that the eye sees what grew and what shrank. */
export function useMorph(target: readonly number[]): readonly number[] {
  const [shown, setShown] = useState<readonly number[]>(target);
  const latest = useRef(shown);
  const key = target.map((value) => value.toFixed(4)).join();

  useEffect(() => {
    const goal = key.split(",").map(Number);
    const from = latest.current;
    const began = performance.now();
    const still = prefersStillness() || from.length !== goal.length;
    let frame = 0;
    const step = () => {
      const time = still ? 1 : Math.min(1, (performance.now() - began) / MORPH_MS);
      latest.current = mix(from, goal, settle(time));
      setShown(latest.current);
      if (time < 1) frame = requestAnimationFrame(step);
    };
    step();
    return () => cancelAnimationFrame(frame);
  }, [key]);

  return shown;
}
