import { useState } from "react";
import { t } from "@/lib/texts";

/** A command that gives the figures above, to copy. */
export const CommandLine = ({ command }: { command: string }) => {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    // Without leave to use the clipboard the command can still be selected.
    navigator.clipboard.writeText(command).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <p className="flex items-start gap-2 rounded-md bg-sunken px-3 py-2 text-ink-soft">
      <code className="min-w-0 flex-1 py-0.5 font-mono text-xs wrap-anywhere">{command}</code>
      <button
        type="button"
        aria-label={t(copied ? "models.command.copied" : "models.command.copy", { command })}
        onClick={() => void copy()}
        className="min-h-6 shrink-0 rounded-sm px-1 text-xs underline underline-offset-4 hover:text-ink"
      >
        {t(copied ? "common.copied" : "common.copy")}
      </button>
    </p>
  );
};
