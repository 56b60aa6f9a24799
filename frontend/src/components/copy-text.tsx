import { useState } from "react";

import { Button } from "@/components/button";
import { t } from "@/lib/texts";

/** Copies it, and says so. Without leave to use the clipboard, the text beside it can still be selected. */
export const CopyButton = ({ text, label }: { text: string; label: string }) => {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <Button icon={copied ? "check" : "copy"} aria-label={label} onClick={() => void copy()}>
        {t(copied ? "common.copied" : "common.copy")}
      </Button>
      <span role="status" className="sr-only">
        {copied && t("common.copied")}
      </span>
    </>
  );
};

/** A line of text that is there to be taken along. */
export const CopyText = ({ text, label }: { text: string; label: string }) => (
  <div className="flex flex-wrap items-center gap-2 rounded-md bg-sunken p-2 pl-3">
    <code className="min-w-0 flex-[1_1_12rem] font-mono text-xs wrap-anywhere select-all">{text}</code>
    <CopyButton text={text} label={label} />
  </div>
);
