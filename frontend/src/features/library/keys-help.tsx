import type { TextKey } from "@/lib/texts";
import { t } from "@/lib/texts";

/** A key by its own sign, or by what is written on it. */
type Key = { sign: string } | { name: TextKey };

const ROWS: readonly { keys: readonly Key[]; does: TextKey }[] = [
  { keys: [{ sign: "/" }], does: "library.keys.search" },
  { keys: [{ sign: "↓" }, { sign: "↑" }], does: "library.keys.move" },
  { keys: [{ name: "common.key.space" }], does: "library.keys.toggle" },
  { keys: [{ name: "common.key.shift" }], does: "library.keys.range" },
  { keys: [{ name: "common.key.enter" }], does: "library.keys.open" },
  { keys: [{ name: "common.key.ctrl" }, { sign: "A" }], does: "library.keys.all" },
  { keys: [{ name: "common.key.del" }], does: "library.keys.delete" },
  { keys: [{ name: "common.key.esc" }], does: "library.keys.clear" },
];

export const KeysHelp = () => (
  <details className="mt-8 text-sm text-ink-faint">
    <summary>{t("library.keys.title")}</summary>
    <dl className="mt-3 grid w-fit grid-cols-[auto_1fr] gap-x-4 gap-y-2">
      {ROWS.map(({ keys, does }) => (
        <div key={does} className="contents">
          <dt className="flex gap-1">
            {keys.map((key) => (
              <kbd
                key={"sign" in key ? key.sign : key.name}
                className="rounded-sm border border-line-strong px-1.5 font-sans text-xs text-ink-soft"
              >
                {"sign" in key ? key.sign : t(key.name)}
              </kbd>
            ))}
          </dt>
          <dd>{t(does)}</dd>
        </div>
      ))}
    </dl>
  </details>
);
