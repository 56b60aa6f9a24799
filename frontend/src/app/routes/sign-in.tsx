import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import type { Session } from "@/api/generated/undertone";
import { comeIn } from "@/features/account/come-in";
import { Door, DoorTitle, WithSession } from "@/app/door";
import { Button } from "@/components/button";
import { CodeForm } from "@/features/account/code-form";
import { DOOR_LINK } from "@/features/account/door-link";
import { MailSent } from "@/features/account/mail-sent";
import { Providers } from "@/features/account/providers";
import { SignInForm } from "@/features/account/sign-in-form";
import type { Step } from "@/features/account/signing-in";
import { currentStep } from "@/features/account/signing-in";
import { backTo } from "@/lib/addresses";
import { t } from "@/lib/texts";

/** The way over another site leads back here; only the site knows how far it went. */
const BY_PROVIDER = "by";

/** What providers and the site say of a way that did not lead in. */
const ERROR = "error";

function useStep() {
  const [params] = useSearchParams();
  const [step, setStep] = useState<Step | null>(null);
  const returned = params.has(BY_PROVIDER) && !params.has(ERROR);
  const { data: reached } = useQuery({
    queryKey: ["sign-in step"],
    queryFn: currentStep,
    enabled: returned,
    networkMode: "always",
  });
  return [step ?? reached ?? "out", setStep] as const;
}

const First = ({ session, onStep }: { session: Session; onStep: (step: Step) => void }) => {
  const [params] = useSearchParams();
  const next = params.get("next");
  const query = next ? `?${new URLSearchParams({ next }).toString()}` : "";
  const back = `/sign-in?${new URLSearchParams({ ...(next && { next }), [BY_PROVIDER]: "provider" }).toString()}`;
  return (
    <>
      <div>
        <DoorTitle>{t("account.signIn.title")}</DoorTitle>
        {next && <p className="mt-2 text-sm text-ink-soft">{t("account.signIn.back")}</p>}
      </div>
      {params.has(ERROR) && (
        <p role="alert" className="text-sm text-danger">
          {t("account.provider.failed")}
        </p>
      )}
      <SignInForm onStep={onStep} />
      <Providers providers={session.providers} back={back} />
      <div className="flex flex-col items-start gap-1 text-sm">
        <Link to="/sign-in/forgot" className={DOOR_LINK}>
          {t("account.signIn.forgot")}
        </Link>
        {session.sign_up === "open" ? (
          <Link to={`/sign-up${query}`} className={DOOR_LINK}>
            {t("account.signIn.new")}
          </Link>
        ) : (
          <p className="text-ink-faint">{t("account.signUp.closed")}</p>
        )}
      </div>
    </>
  );
};

const Steps = ({ session }: { session: Session }) => {
  const client = useQueryClient();
  const [step, setStep] = useStep();
  const onStep = (reached: Step) => {
    setStep(reached);
    if (reached === "in") void comeIn(client);
  };
  if (step === "code") {
    return (
      <>
        <DoorTitle>{t("account.second.title")}</DoorTitle>
        <CodeForm onStep={onStep} onBack={() => setStep("out")} />
      </>
    );
  }
  if (step === "mail") {
    return (
      <>
        <DoorTitle announced>{t("account.mail.title")}</DoorTitle>
        <MailSent />
        <Button onClick={() => setStep("out")}>{t("account.toSignIn")}</Button>
      </>
    );
  }
  return <First session={session} onStep={onStep} />;
};

export const Component = () => {
  const [params] = useSearchParams();
  const title = t("account.signIn.title");
  return (
    <WithSession title={title} inside={backTo(params.get("next"))}>
      {(session) => (
        <Door title={title}>
          <Steps session={session} />
        </Door>
      )}
    </WithSession>
  );
};
