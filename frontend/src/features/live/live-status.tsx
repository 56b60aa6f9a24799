import type { LiveView, Trouble } from "@/features/live/live-view";
import { problemWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

const troubleWords = ({ code, detail }: Trouble): string => problemWords(code, detail);

const TROUBLED: readonly LiveView["state"][] = ["lost", "unread", "failed"];

/** How it stands with the line and the models, said aloud when it changes. */
export const LiveStatus = ({ view: { state, trouble } }: { view: LiveView }) => (
  <div
    role="status"
    className={TROUBLED.includes(state) ? "border-l-2 border-danger pl-3 text-sm" : "text-sm text-ink-soft"}
  >
    <p>{t(`live.state.${state}`)}</p>
    {trouble && <p className="mt-1 text-ink-soft">{troubleWords(trouble)}</p>}
  </div>
);
