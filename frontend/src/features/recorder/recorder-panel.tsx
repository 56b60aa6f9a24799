import { useEffect, useMemo, useState } from "react";

import { Button } from "@/components/button";
import { SelectField } from "@/components/fields";
import { Icon } from "@/components/icons";
import { LevelMeter } from "@/features/recorder/level-meter";
import { useMicrophones } from "@/features/recorder/use-microphones";
import { useRecorder } from "@/features/recorder/use-recorder";
import { formatTime } from "@/lib/format";
import { useLeaveWarning } from "@/lib/use-leave-warning";

type RecorderPanelProps = { onRecording: (file: File) => void };

type Recording = ReturnType<typeof useRecorder>;

const Running = ({ recording }: { recording: Recording }) => {
  const paused = recording.state === "paused";
  return (
    <div className="flex flex-col gap-5">
      <div>
        <p role="timer" aria-label="Recorded" className="figures font-serif text-3xl">
          {formatTime(recording.elapsed)}
        </p>
        <p role="status" className="text-sm text-ink-soft">
          {paused ? "Paused" : "Recording"}
        </p>
      </div>
      <LevelMeter stream={recording.stream} active={!paused} />
      <div className="flex flex-wrap gap-2">
        <Button look="solid" icon="stop" onClick={() => void recording.stop()}>
          Stop
        </Button>
        {paused ? (
          <Button icon="mic" onClick={recording.resume}>
            Go on
          </Button>
        ) : (
          <Button icon="pause" onClick={recording.pause}>
            Pause
          </Button>
        )}
      </div>
    </div>
  );
};

type ReadyProps = { file: File; onUse: () => void; onDiscard: () => void };

const Ready = ({ file, onUse, onDiscard }: ReadyProps) => {
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h2 className="font-serif text-xl">Listen before you send it</h2>
        <p className="mt-1 text-sm text-ink-soft">Nothing has left this browser yet.</p>
      </div>
      {/* A person's own recording, moments ago: there are no captions to offer. */}
      {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
      <audio controls src={url} aria-label="Your recording" className="w-full" />
      <div className="flex flex-wrap gap-2">
        <Button look="solid" icon="check" onClick={onUse}>
          Use this recording
        </Button>
        <Button icon="trash" onClick={onDiscard}>
          Discard
        </Button>
      </div>
    </div>
  );
};

const Idle = ({ recording }: { recording: Recording }) => {
  const [device, setDevice] = useState("");
  const devices = useMicrophones(recording.state === "asking");
  return (
    <>
      <div>
        <Icon name="mic" className="size-7 text-ink-soft" />
        <h2 className="mt-4 font-serif text-xl">Record yourself</h2>
        <p className="mt-1 text-sm text-ink-soft">A few sentences are enough.</p>
        {recording.problem && (
          <p role="alert" className="mt-3 text-sm text-danger">
            {recording.problem}
          </p>
        )}
      </div>
      <div className="flex w-full flex-wrap items-end gap-3">
        <Button
          icon="mic"
          disabled={recording.state === "asking"}
          onClick={() => void recording.start(device)}
        >
          Record
        </Button>
        {devices.length > 1 && (
          <SelectField
            label="Microphone"
            className="min-w-40 flex-1"
            value={device}
            onChange={(event) => setDevice(event.target.value)}
          >
            <option value="">Default</option>
            {devices.map((each) => (
              <option key={each.deviceId} value={each.deviceId}>
                {each.label}
              </option>
            ))}
          </SelectField>
        )}
      </div>
    </>
  );
};

export const RecorderPanel = ({ onRecording }: RecorderPanelProps) => {
  const recording = useRecorder();
  const { state, file } = recording;
  useLeaveWarning(state === "recording" || state === "paused" || file !== null);
  const use = () => {
    if (file) onRecording(file);
    recording.discard();
  };
  return (
    <section
      aria-label="Recorder"
      className="flex flex-col items-start justify-between gap-8 rounded-lg border border-line bg-surface p-6 sm:p-8"
    >
      {state === "recording" || state === "paused" ? (
        <Running recording={recording} />
      ) : file ? (
        <Ready file={file} onUse={use} onDiscard={recording.discard} />
      ) : (
        <Idle recording={recording} />
      )}
    </section>
  );
};
