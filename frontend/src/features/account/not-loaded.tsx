import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

type NotLoadedProps = { error: Error; again: () => unknown };

/** A part of one's account that the site did not tell. */
export const NotLoaded = ({ error, again }: NotLoadedProps) => (
  <Notice
    title={t("account.noAnswer")}
    tone="danger"
    action={<Button onClick={() => void again()}>{t("common.tryAgain")}</Button>}
  >
    {errorWords(error)}
  </Notice>
);
