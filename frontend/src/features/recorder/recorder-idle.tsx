import { useState } from "react";

import { Button } from "@/components/button";
import { SelectField } from "@/components/fields";
import { Icon } from "@/components/icons";
import { recordingObstacle, rememberedMicrophone, rememberMicrophone } from "@/features/recorder/microphone";
import { MicrophoneHelp } from "@/features/recorder/microphone-help";
import type { SessionView } from "@/features/recorder/recording-session";
import { useMicrophones } from "@/features/recorder/use-microphones";
import { t } from "@/lib/texts";

type RecorderIdleProps = {
  view: SessionView;
  onStart: (deviceId: string) => void;
  /** Null where nothing is read while it is recorded. */
  onLive: ((deviceId: string) => void) | null;
};

type DeviceFieldProps = {
  devices: readonly MediaDeviceInfo[];
  device: string;
  onChange: (device: string) => void;
};

const DeviceField = ({ devices, device, onChange }: DeviceFieldProps) => (
  <SelectField
    label={t("recorder.microphone")}
    className="min-w-[min(10rem,100%)] flex-1"
    value={device}
    onChange={(event) => onChange(event.target.value)}
  >
    <option value="">{t("recorder.usualMicrophone")}</option>
    {devices.map((each) => (
      <option key={each.deviceId} value={each.deviceId}>
        {each.label}
      </option>
    ))}
  </SelectField>
);

/** The device chosen last time, as long as it is plugged in. */
function useDevice(asking: boolean) {
  const devices = useMicrophones(asking);
  const [chosen, setChosen] = useState(rememberedMicrophone);
  const device = devices.some(({ deviceId }) => deviceId === chosen) ? chosen : "";
  const choose = (deviceId: string) => {
    setChosen(deviceId);
    rememberMicrophone(deviceId);
  };
  return { devices, device, choose };
}

export const RecorderIdle = ({ view, onStart, onLive }: RecorderIdleProps) => {
  const asking = view.state === "asking";
  const { devices, device, choose } = useDevice(asking);
  const obstacle = recordingObstacle();
  const problem = obstacle ?? view.problem;
  return (
    <>
      <div>
        <Icon name="mic" className="size-7 text-ink-soft" />
        <h2 className="mt-4 font-serif text-xl">{t("recorder.heading")}</h2>
        <p className="mt-1 text-sm text-ink-soft">{asking ? t("recorder.asking") : t("recorder.hint")}</p>
        {onLive && !obstacle && !asking && (
          <p className="mt-1 text-sm text-ink-soft">{t("recorder.live.hint")}</p>
        )}
        {problem && <MicrophoneHelp problem={problem} sudden={!obstacle} />}
      </div>
      {!obstacle && (
        <div className="flex w-full flex-wrap items-end gap-3">
          <Button data-first icon="mic" disabled={asking} onClick={() => onStart(device)}>
            {t("recorder.record")}
          </Button>
          {onLive && (
            <Button icon="follow" disabled={asking} onClick={() => onLive(device)}>
              {t("recorder.live.start")}
            </Button>
          )}
          {devices.length > 1 && <DeviceField devices={devices} device={device} onChange={choose} />}
        </div>
      )}
    </>
  );
};
