import { CARDS } from "@/features/models/card-values";
import { useEnginesList } from "@/api/generated/undertone";
import { t } from "@/lib/texts";

/** The speech engines, and what the unusable ones need. */
export const Engines = () => {
  const { data: engines = [] } = useEnginesList();
  if (engines.length === 0) return null;
  return (
    <section aria-labelledby="engines">
      <h2 id="engines" className="font-serif text-xl">
        {t("models.engines.title")}
      </h2>
      <p className="measure mt-1 text-sm text-ink-soft">{t("models.engines.what")}</p>
      <ul className="mt-4 border-t border-line">
        {engines.map((engine) => (
          <li
            key={engine.id}
            className="grid gap-x-8 border-b border-line py-3 sm:grid-cols-[12rem_8rem_1fr]"
          >
            <span className="font-medium">{engine.id}</span>
            <span className="text-sm text-ink-soft">
              {t(engine.usable ? "models.engines.usable" : "models.engines.notUsable")}
            </span>
            <span lang={CARDS} className="text-sm wrap-anywhere text-ink-faint">
              {engine.reason}
              {!engine.usable && engine.missing && (
                <>
                  {" "}
                  <code className="block font-mono text-xs">{engine.missing}</code>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
