import { useEnginesList } from "@/api/generated/undertone";

/** The speech engines, and what the unusable ones need. */
export const Engines = () => {
  const { data: engines = [] } = useEnginesList();
  if (engines.length === 0) return null;
  return (
    <section aria-labelledby="engines">
      <h2 id="engines" className="font-serif text-xl">
        Speech engines
      </h2>
      <p className="measure mt-1 text-sm text-ink-soft">
        They write down what was said. “Best available” takes Whisper where its weights are here, else
        PocketSphinx.
      </p>
      <ul className="mt-4 border-t border-line">
        {engines.map((engine) => (
          <li
            key={engine.id}
            className="grid gap-x-8 border-b border-line py-3 sm:grid-cols-[12rem_8rem_1fr]"
          >
            <span className="font-medium">{engine.id}</span>
            <span className="text-sm text-ink-soft">{engine.usable ? "Usable" : "Not usable here"}</span>
            <span className="text-sm break-words text-ink-faint">
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
