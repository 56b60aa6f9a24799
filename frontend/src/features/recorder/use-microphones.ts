import { useEffect, useState } from "react";

/** The microphones a person may choose from. Names are only known once the browser was allowed to record. */
export function useMicrophones(asked: boolean): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    if (!("mediaDevices" in navigator)) return;
    const read = async () => {
      const all = await navigator.mediaDevices.enumerateDevices();
      setDevices(all.filter((device) => device.kind === "audioinput" && device.label !== ""));
    };
    const readQuietly = () => void read().catch(() => setDevices([]));
    readQuietly();
    navigator.mediaDevices.addEventListener("devicechange", readQuietly);
    return () => navigator.mediaDevices.removeEventListener("devicechange", readQuietly);
  }, [asked]);
  return devices;
}
