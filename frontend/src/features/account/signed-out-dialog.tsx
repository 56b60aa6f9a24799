import { useQueryClient } from "@tanstack/react-query";
import { Dialog } from "radix-ui";
import { useState } from "react";

import type { Session, SessionUser } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { CodeForm } from "@/features/account/code-form";
import { comeIn } from "@/features/account/come-in";
import { DOOR_LINK } from "@/features/account/door-link";
import { Providers } from "@/features/account/providers";
import { SignInForm } from "@/features/account/sign-in-form";
import type { Step } from "@/features/account/signing-in";
import { startAfresh } from "@/lib/start-afresh";
import { t } from "@/lib/texts";

type SignedOutDialogProps = { session: Session; person: SessionUser };

const stay = (event: Event) => event.preventDefault();

const Steps = ({ session, person }: SignedOutDialogProps) => {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>("out");
  const onStep = (reached: Step) => {
    setStep(reached);
    if (reached === "in") void comeIn(client);
  };
  if (step === "code") return <CodeForm onStep={onStep} onBack={() => setStep("out")} />;
  return (
    <>
      <SignInForm email={person.email} onStep={onStep} />
      <Providers providers={session.providers} back="/" besides />
      <div className="flex flex-wrap justify-between gap-x-6 text-sm">
        {session.mail && (
          <a href="/sign-in/forgot" target="_blank" rel="noreferrer" className={DOOR_LINK}>
            {t("account.signIn.forgot")}
          </a>
        )}
        <Button look="quiet" className="-mx-3 sm:-mx-4" onClick={() => startAfresh("/sign-in")}>
          {t("account.ended.somebodyElse")}
        </Button>
      </div>
    </>
  );
};

/** The session has ended while somebody works: the page stays under it, with all that is on it. */
export const SignedOutDialog = (props: SignedOutDialogProps) => (
  <Dialog.Root open>
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-[60] bg-ink/40 dark:bg-paper/70" />
      <Dialog.Content
        onEscapeKeyDown={stay}
        onInteractOutside={stay}
        className="fixed top-1/2 left-1/2 z-[70] flex max-h-[calc(100dvh-1rem)] w-[min(26rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6"
      >
        <Dialog.Title className="font-serif text-xl">{t("account.ended.title")}</Dialog.Title>
        <Dialog.Description className="-mt-2 text-sm text-ink-soft">
          {t("account.ended.what")}
        </Dialog.Description>
        <Steps {...props} />
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>
);
