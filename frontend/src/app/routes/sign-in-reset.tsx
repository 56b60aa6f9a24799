import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate, useParams } from "react-router";

import { AuthError } from "@/api/auth";
import { comeIn } from "@/features/account/come-in";
import { Door, DoorTitle } from "@/app/door";
import { Button, buttonLook } from "@/components/button";
import { Notice } from "@/components/notice";
import { Loading, Skeleton } from "@/components/skeleton";
import { NewPasswordForm } from "@/features/account/new-password-form";
import type { Step } from "@/features/account/signing-in";
import { checkResetKey } from "@/features/account/signing-in";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** The link was used, or is too old: a new one is asked for. */
const Worn = () => (
  <>
    <DoorTitle announced>{t("account.reset.wornTitle")}</DoorTitle>
    <p className="text-ink-soft">{t("account.reset.worn")}</p>
    <Link to="/sign-in/forgot" className={buttonLook("solid")}>
      {t("account.reset.another")}
    </Link>
  </>
);

const Done = () => (
  <>
    <DoorTitle announced>{t("account.reset.doneTitle")}</DoorTitle>
    <p className="text-ink-soft">{t("account.reset.done")}</p>
    <Link to="/sign-in" className={buttonLook("solid")}>
      {t("account.toSignIn")}
    </Link>
  </>
);

const Reset = ({ resetKey }: { resetKey: string }) => {
  const client = useQueryClient();
  const [step, setStep] = useState<Step | null>(null);
  const { isPending, error, refetch } = useQuery({
    queryKey: ["reset key", resetKey],
    queryFn: () => checkResetKey(resetKey),
    networkMode: "always",
    staleTime: Infinity,
    retry: false,
  });
  if (step === "in") return <Navigate to="/" replace />;
  if (step) return <Done />;
  if (error instanceof AuthError) return <Worn />;
  return (
    <>
      <DoorTitle>{t("account.reset.title")}</DoorTitle>
      {isPending && (
        <Loading label={t("account.reset.checking")}>
          <Skeleton className="h-28" />
        </Loading>
      )}
      {error && (
        <Notice
          title={t("account.noAnswer")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      )}
      {!isPending && !error && (
        <NewPasswordForm
          resetKey={resetKey}
          onStep={(reached) => {
            void comeIn(client).then(() => setStep(reached));
          }}
        />
      )}
    </>
  );
};

export const Component = () => {
  const { key = "" } = useParams();
  return (
    <Door title={t("account.reset.title")}>
      <Reset resetKey={key} />
    </Door>
  );
};
