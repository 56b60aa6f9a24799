import type { MicrophoneProblem } from "@/features/recorder/microphone";
import { t } from "@/lib/texts";

type MicrophoneHelpProps = {
  problem: MicrophoneProblem;
  /** What came of a press is said aloud; what was so from the start is read when one comes to it. */
  sudden: boolean;
};

/** Why there is no recording, and what a person can do about it. */
export const MicrophoneHelp = ({ problem, sudden }: MicrophoneHelpProps) => (
  <div role={sudden ? "alert" : undefined} className="mt-4 text-sm">
    <p className="font-medium text-danger">{t(`recorder.problem.${problem}.what`)}</p>
    <p className="mt-1 text-ink-soft">{t(`recorder.problem.${problem}.todo`)}</p>
  </div>
);
