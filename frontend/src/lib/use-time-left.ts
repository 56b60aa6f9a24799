import { useEffect, useState } from "react";

/** A new guess this near to the running one changes nothing: a clock that jumps is not believed. */
const NEAR_S = 3;
const NEAR_SHARE = 0.1;

type Guess = { told: number | null; seconds: number; at: number };

const remaining = ({ seconds, at }: Guess, now: number): number => Math.max(0, seconds - (now - at) / 1000);

function follow(guess: Guess, told: number | null, now: number): Guess {
  if (told === guess.told) return guess;
  const left = remaining(guess, now);
  const steady = guess.told !== null && told !== null && isNear(left, told);
  return steady ? { ...guess, told } : { told, seconds: told ?? 0, at: now };
}

const isNear = (left: number, told: number): boolean =>
  Math.abs(left - told) <= Math.max(NEAR_S, told * NEAR_SHARE);

/** Seconds left, running down between the guesses of the site; null while it has none. */
export function useTimeLeft(told: number | null): number | null {
  const [now, setNow] = useState(() => performance.now());
  const [guess, setGuess] = useState<Guess>(() => ({ told, seconds: told ?? 0, at: now }));
  const followed = follow(guess, told, now);
  if (followed !== guess) setGuess(followed);
  useEffect(() => {
    if (told === null) return;
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, [told]);
  return told === null ? null : remaining(followed, now);
}
