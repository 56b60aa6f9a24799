import { useCallback, useEffect, useRef, useState } from "react";

import { MicrophoneError, openMicrophone, Recorder } from "@/features/recorder/recorder";

export type RecorderState = "idle" | "asking" | "recording" | "paused" | "ready";

/** Seconds recorded so far; pauses do not count. */
function useElapsed(state: RecorderState) {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    if (state !== "recording") return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      setElapsed((seconds) => seconds + (now - last) / 1000);
      last = now;
    }, 200);
    return () => clearInterval(timer);
  }, [state]);
  const reset = useCallback(() => setElapsed(0), []);
  return { elapsed, reset };
}

/** Drives one Recorder from buttons. The microphone is let go when the page is left. */
export function useRecorder() {
  const recorder = useRef<Recorder | null>(null);
  const [state, setState] = useState<RecorderState>("idle");
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const { elapsed, reset } = useElapsed(state);

  useEffect(() => () => recorder.current?.release(), []);

  const start = useCallback(
    async (deviceId: string) => {
      setProblem(null);
      setFile(null);
      reset();
      setState("asking");
      try {
        recorder.current = new Recorder(await openMicrophone(deviceId));
        recorder.current.start();
        setStream(recorder.current.stream);
        setState("recording");
      } catch (error) {
        setProblem(error instanceof MicrophoneError ? error.message : "Recording could not start.");
        setState("idle");
      }
    },
    [reset],
  );

  const pause = useCallback(() => {
    recorder.current?.pause();
    setState("paused");
  }, []);

  const resume = useCallback(() => {
    recorder.current?.resume();
    setState("recording");
  }, []);

  const stop = useCallback(async () => {
    const made = await recorder.current?.stop();
    setStream(null);
    setFile(made ?? null);
    setState(made ? "ready" : "idle");
  }, []);

  const discard = useCallback(() => {
    setFile(null);
    setState("idle");
  }, []);

  return { state, stream, problem, file, elapsed, start, pause, resume, stop, discard };
}
