import type { Preferences } from "@/api/generated/undertone";
import { Part } from "@/features/settings/part";
import { t } from "@/lib/texts";

const DOCS = "/api/v1/docs/";

/** Says as it is: a local server asks nobody who they are. */
export const Tokens = ({ preferences: { accounts } }: { preferences: Preferences }) => (
  <Part id="tokens" title={t("settings.tokens.title")}>
    <p className="measure text-ink-soft">{t(`settings.tokens.${accounts}`)}</p>
    <p>
      <a href={DOCS} className="rounded-sm underline underline-offset-4">
        {t("settings.tokens.docs")}
      </a>
    </p>
  </Part>
);
