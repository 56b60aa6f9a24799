import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import type { Session } from "@/api/generated/undertone";
import { comeIn } from "@/features/account/come-in";
import { Door, DoorTitle, WithSession } from "@/app/door";
import { buttonLook } from "@/components/button";
import { DOOR_LINK } from "@/features/account/door-link";
import { MailSent } from "@/features/account/mail-sent";
import { Providers } from "@/features/account/providers";
import { SignUpForm } from "@/features/account/sign-up-form";
import type { Step } from "@/features/account/signing-in";
import { backTo, signInAddress } from "@/lib/addresses";
import { t } from "@/lib/texts";

const ToSignIn = ({ back }: { back: string }) => (
  <Link to={signInAddress(back)} className={buttonLook("outline")}>
    {t("account.toSignIn")}
  </Link>
);

const Closed = ({ back }: { back: string }) => (
  <>
    <DoorTitle announced>{t("account.signUp.title")}</DoorTitle>
    <p className="text-ink-soft">{t("account.signUp.closed")}</p>
    <ToSignIn back={back} />
  </>
);

const Steps = ({ session, back }: { session: Session; back: string }) => {
  const client = useQueryClient();
  const [step, setStep] = useState<Step | "closed">(session.sign_up === "open" ? "out" : "closed");
  const onStep = (reached: Step | null) => {
    setStep(reached ?? "closed");
    if (reached === "in") void comeIn(client);
  };
  if (step === "closed") return <Closed back={back} />;
  if (step === "mail") {
    return (
      <>
        <DoorTitle announced>{t("account.mail.title")}</DoorTitle>
        <MailSent />
        <ToSignIn back={back} />
      </>
    );
  }
  return (
    <>
      <DoorTitle>{t("account.signUp.title")}</DoorTitle>
      <SignUpForm onStep={onStep} />
      <Providers providers={session.providers} back={`/sign-in?by=provider`} />
      <Link to={signInAddress(back)} className={`${DOOR_LINK} self-start text-sm`}>
        {t("account.signUp.known")}
      </Link>
    </>
  );
};

export const Component = () => {
  const [params] = useSearchParams();
  const title = t("account.signUp.title");
  const back = backTo(params.get("next"));
  return (
    <WithSession title={title} inside={back}>
      {(session) => (
        <Door title={title}>
          <Steps session={session} back={back} />
        </Door>
      )}
    </WithSession>
  );
};
