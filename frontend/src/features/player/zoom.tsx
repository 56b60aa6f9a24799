import type { IconName } from "@/components/icons";
import { IconButton } from "@/components/button";
import { formatTime } from "@/lib/format";
import type { Playback } from "@/lib/playback";
import { t } from "@/lib/texts";
import type { TimeView } from "@/lib/time-view";
import { useTimeView } from "@/lib/time-view";

export const ZOOM_STEP = 2;

type ZoomProps = { view: TimeView; playback: Playback };

type StepProps = { icon: IconName; label: string; disabled: boolean; onClick: () => void };

const Step = (props: StepProps) => <IconButton className="size-8" {...props} />;

/** Closer, further, the whole: for a long recording. What is in sight stands between them. */
export const Zoom = ({ view, playback }: ZoomProps) => {
  const { startS, spanS } = useTimeView(view);
  return (
    <div role="group" aria-label={t("player.zoom")} className="flex flex-wrap items-center gap-0.5">
      <Step
        icon="minus"
        label={t("player.zoomOut")}
        disabled={!view.zoomed}
        onClick={() => view.zoom(1 / ZOOM_STEP, playback.time)}
      />
      <Step
        icon="plus"
        label={t("player.zoomIn")}
        disabled={view.closest}
        onClick={() => view.zoom(ZOOM_STEP, playback.time)}
      />
      <button
        type="button"
        disabled={!view.zoomed}
        onClick={() => view.whole()}
        // On a phone that nothing is enlarged needs no words.
        className="figures min-h-8 rounded-sm px-1 text-xs text-ink-soft hover:text-ink disabled:text-ink-faint max-sm:disabled:hidden sm:px-2"
      >
        {view.zoomed
          ? t("player.inSight", { from: formatTime(startS), to: formatTime(startS + spanS) })
          : t("player.whole")}
      </button>
    </div>
  );
};
