import { t } from "@/lib/texts";

/** The address has to be shown to be one's own. Said in the same words whether there is an account already or not. */
export const MailSent = () => (
  <>
    <p className="text-ink-soft">{t("account.mail.what")}</p>
    <p className="text-sm text-ink-faint">{t("account.mail.nothing")}</p>
  </>
);
