import type { ReactNode } from "react";

import { Part } from "@/features/settings/part";
import { t } from "@/lib/texts";

const DOCS = "/api/v1/docs/";

const Docs = () => (
  <p>
    <a href={DOCS} className="rounded-sm underline underline-offset-4">
      {t("settings.tokens.docs")}
    </a>
  </p>
);

type TokensProps = {
  accounts: "local" | "required";
  /** The tokens themselves, where there are any. */
  children?: ReactNode;
};

/** Says as it is: a local server asks nobody who they are. */
export const Tokens = ({ accounts, children }: TokensProps) => (
  <Part id="tokens" title={t("settings.tokens.title")}>
    <p className="measure text-ink-soft">{t(`settings.tokens.${accounts}`)}</p>
    {children}
    <Docs />
  </Part>
);
