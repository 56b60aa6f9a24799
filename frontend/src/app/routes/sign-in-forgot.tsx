import { useState } from "react";
import { Link } from "react-router";

import type { Session } from "@/api/generated/undertone";
import { Door, DoorTitle, WithSession } from "@/app/door";
import { buttonLook } from "@/components/button";
import { ForgotForm } from "@/features/account/forgot-form";
import { t } from "@/lib/texts";

const Back = () => (
  <Link to="/sign-in" className={buttonLook("outline")}>
    {t("account.toSignIn")}
  </Link>
);

const Forgot = ({ session }: { session: Session }) => {
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo !== null) {
    return (
      <>
        <DoorTitle announced>{t("account.forgot.sentTitle")}</DoorTitle>
        <p className="wrap-anywhere text-ink-soft">{t("account.forgot.sent", { email: sentTo })}</p>
        <Back />
      </>
    );
  }
  return (
    <>
      <DoorTitle>{t("account.forgot.title")}</DoorTitle>
      <p className="text-ink-soft">{t(session.mail ? "account.forgot.what" : "account.forgot.noMail")}</p>
      {session.mail && <ForgotForm onSent={setSentTo} />}
      <Back />
    </>
  );
};

export const Component = () => {
  const title = t("account.forgot.title");
  return (
    <WithSession title={title} inside="/settings">
      {(session) => (
        <Door title={title}>
          <Forgot session={session} />
        </Door>
      )}
    </WithSession>
  );
};
