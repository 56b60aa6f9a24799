import type { IconName } from "@/components/icons";
import { Icon } from "@/components/icons";
import { t } from "@/lib/texts";

type SwitchProps = { icon: IconName; label: string; on: boolean; onChange: (on: boolean) => void };

/** A small button that is on or off, and says which. */
export const Switch = ({ icon, label, on, onChange }: SwitchProps) => (
  <button
    type="button"
    role="switch"
    aria-checked={on}
    onClick={() => onChange(!on)}
    className="inline-flex min-h-8 items-center gap-1.5 rounded-sm border border-transparent px-2 text-xs whitespace-nowrap text-ink-soft hover:text-ink aria-checked:border-line-strong aria-checked:text-ink"
  >
    <Icon name={icon} className="size-4" />
    {label}
    <span aria-hidden="true" className="figures text-ink-faint">
      {t(on ? "player.on" : "player.off")}
    </span>
  </button>
);
