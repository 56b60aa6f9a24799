import { useEffect, useRef } from "react";

import type { NewToken } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { CopyText } from "@/components/copy-text";
import { t } from "@/lib/texts";

/** Ways to use it, as they are typed. Shells remember commands, so the token itself stands in none of them. */
const commandsFor = (site: string) =>
  [
    { name: "account.tokens.keep", command: "read -rs UNDERTONE_TOKEN && export UNDERTONE_TOKEN" },
    { name: "account.tokens.emotion", command: `emotion remote --server ${site} upload interview.wav` },
    {
      name: "account.tokens.curl",
      command: `curl -H "Authorization: Bearer $UNDERTONE_TOKEN" -F file=@interview.wav ${site}/api/v1/recordings/`,
    },
  ] as const;

/** Shown this once; the focus goes there, since it is what was asked for. */
export const TokenMade = ({ made, onHide }: { made: NewToken; onHide: () => void }) => {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [made.id]);
  return (
    <section
      aria-labelledby="token-made"
      className="flex flex-col gap-4 rounded-lg border border-line-strong bg-surface p-card"
    >
      <div>
        <h3 id="token-made" ref={title} tabIndex={-1} className="font-medium wrap-anywhere outline-none">
          {t("account.tokens.madeTitle", { name: made.name })}
        </h3>
        <p className="mt-1 text-sm text-ink-soft">{t("account.tokens.once")}</p>
      </div>
      <CopyText text={made.token} label={t("account.tokens.copy")} />
      <div className="flex flex-col gap-3">
        {commandsFor(location.origin).map(({ name, command }) => (
          <div key={name}>
            <p className="mb-1 text-sm text-ink-soft">{t(name)}</p>
            <CopyText text={command} label={t("account.tokens.copyCommand", { command })} />
          </div>
        ))}
      </div>
      <div>
        <Button look="solid" onClick={onHide}>
          {t("account.tokens.kept")}
        </Button>
      </div>
    </section>
  );
};
