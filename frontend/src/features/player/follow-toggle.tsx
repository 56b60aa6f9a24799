import { Icon } from "@/components/icons";
import { t } from "@/lib/texts";

type FollowToggleProps = { on: boolean; onChange: (on: boolean) => void };

/** Whether radar and transcript go with the sound. */
export const FollowToggle = ({ on, onChange }: FollowToggleProps) => (
  <button
    type="button"
    role="switch"
    aria-checked={on}
    onClick={() => onChange(!on)}
    className="inline-flex min-h-8 items-center gap-1.5 rounded-sm border border-transparent px-2 text-xs whitespace-nowrap text-ink-soft hover:text-ink aria-checked:border-line-strong aria-checked:text-ink"
  >
    <Icon name="follow" className="size-4" />
    {t("player.follow")}
    <span aria-hidden="true" className="figures text-ink-faint">
      {t(on ? "player.on" : "player.off")}
    </span>
  </button>
);
