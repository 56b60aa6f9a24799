import type { ReactNode } from "react";
import { useState } from "react";

import { Button } from "@/components/button";
import { t } from "@/lib/texts";

const KEY = "undertone.welcomed";

const wasWelcomed = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    // Nothing is kept here, so the welcome would come back with every visit.
    return true;
  }
};

const rememberWelcome = (): void => {
  try {
    localStorage.setItem(KEY, "1");
  } catch {
    // Storage can be switched off; the welcome is then not shown at all.
  }
};

/** Whether this browser sees Undertone for the first time, until its person has read or tried something. */
export function useWelcome() {
  const [shown, setShown] = useState(() => !wasWelcomed());
  const dismiss = () => {
    rememberWelcome();
    setShown(false);
  };
  return { shown, dismiss };
}

const LINES = ["start.welcome.what", "start.welcome.honest", "start.welcome.own"] as const;

type WelcomeProps = { onDismiss: () => void; samples: ReactNode };

/** What Undertone does, in three lines; a sample to try; what it is not for. */
export const Welcome = ({ onDismiss, samples }: WelcomeProps) => (
  <section
    aria-labelledby="welcome"
    className="grid grid-cols-1 gap-x-12 gap-y-6 rounded-lg border border-line bg-surface p-card sm:p-8 lg:grid-cols-[2fr_3fr]"
  >
    {/* In one column the three lines come first, and what it is not for after them. */}
    <div className="contents lg:flex lg:flex-col lg:items-start lg:gap-4">
      <h2 id="welcome" className="font-serif text-2xl">
        {t("start.welcome.title")}
      </h2>
      <p className="order-1 max-w-[42ch] text-sm text-ink-soft lg:order-none">{t("start.welcome.use")}</p>
      <Button className="order-2 justify-self-start lg:order-none lg:mt-auto" onClick={onDismiss}>
        {t("start.welcome.dismiss")}
      </Button>
    </div>
    <div className="flex flex-col gap-6">
      <ol className="flex flex-col gap-3">
        {LINES.map((line, index) => (
          <li key={line} className="flex gap-4">
            <span aria-hidden="true" className="figures font-serif text-lg leading-6 text-ink-faint">
              {index + 1}
            </span>
            <span className="measure min-w-0">{t(line)}</span>
          </li>
        ))}
      </ol>
      {samples}
    </div>
  </section>
);
