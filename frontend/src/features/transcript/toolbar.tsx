import { IconButton } from "@/components/button";
import type { Landmark, Shown } from "@/features/transcript/finding";
import { SHOWN } from "@/features/transcript/finding";
import type { Corrections } from "@/features/transcript/use-corrections";
import { emotionName } from "@/lib/emotions";
import { t } from "@/lib/texts";

type ShownSelectProps = {
  shown: Shown;
  count: number;
  labels: readonly string[];
  onShown: (shown: Shown) => void;
};

/** Which segments are listed, and how many those are. */
export const ShownSelect = ({ shown, count, labels, onShown }: ShownSelectProps) => (
  <div className="flex min-w-0 flex-wrap items-center gap-2">
    <select
      aria-label={t("transcript.show")}
      value={shown}
      onChange={(event) => onShown(event.target.value as Shown)}
      className="min-h-9 max-w-[min(12rem,100%)] rounded-md border border-line-strong bg-surface px-2 text-sm"
    >
      {SHOWN.map((each) => (
        <option key={each} value={each}>
          {t(`transcript.shown.${each}`)}
        </option>
      ))}
      <optgroup label={t("transcript.shown.emotion")}>
        {labels.map((label) => (
          <option key={label} value={`emotion:${label}`}>
            {emotionName(label)}
          </option>
        ))}
      </optgroup>
    </select>
    <p className="figures text-xs whitespace-nowrap text-ink-faint">{t("transcript.count", { count })}</p>
  </div>
);

const LANDMARKS = ["unsure", "disagreement", "change"] as const satisfies readonly Landmark[];

/** Goes to the next of a kind; what there is none of cannot be gone to. */
export const LandmarkButtons = ({
  counts,
  onLandmark,
}: {
  counts: Readonly<Record<(typeof LANDMARKS)[number], number>>;
  onLandmark: (landmark: Landmark) => void;
}) => (
  <div role="group" aria-label={t("transcript.goTo")} className="flex flex-wrap items-center gap-1 text-sm">
    {LANDMARKS.map((landmark) => (
      <button
        key={landmark}
        type="button"
        disabled={counts[landmark] === 0}
        onClick={() => onLandmark(landmark)}
        className="inline-flex min-h-8 items-center gap-1.5 rounded-sm border border-line px-2 text-ink-soft hover:bg-sunken hover:text-ink disabled:border-transparent disabled:text-ink-faint disabled:hover:bg-transparent"
      >
        {t(`transcript.next.${landmark}`)}
        <span className="figures text-xs text-ink-faint">{counts[landmark]}</span>
      </button>
    ))}
  </div>
);

/** What the latest correction came to, in words. */
function stateWords({ state }: Corrections): string {
  if (state.state === "idle" || state.state === "failed") return "";
  return t(`transcript.correction.${state.state}`, { number: state.index + 1 });
}

/** Takes corrections back and makes them again. Nothing to be seen before the first. */
export const CorrectionHistory = ({ corrections }: { corrections: Corrections }) => {
  const { state, undo, redo } = corrections;
  return (
    <div className="no-print flex items-center gap-1">
      <p role="status" className="text-xs text-ink-soft">
        {stateWords(corrections)}
      </p>
      {state.state === "failed" && (
        <p role="alert" className="text-xs text-danger">
          {state.message}
        </p>
      )}
      {(undo ?? redo) && (
        <>
          <IconButton
            icon="undo"
            label={t("transcript.undo")}
            className="size-8"
            disabled={!undo}
            onClick={() => void undo?.()}
          />
          <IconButton
            icon="redo"
            label={t("transcript.redo")}
            className="size-8"
            disabled={!redo}
            onClick={() => void redo?.()}
          />
        </>
      )}
    </div>
  );
};
