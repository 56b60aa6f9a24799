import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import { AuthError } from "@/api/auth";
import { comeIn } from "@/features/account/come-in";
import { Door, DoorTitle } from "@/app/door";
import { Button, buttonLook } from "@/components/button";
import { verifyEmail } from "@/features/account/signing-in";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

const Confirmed = ({ inside }: { inside: boolean }) => (
  <>
    <DoorTitle announced>{t("account.verify.doneTitle")}</DoorTitle>
    <p className="text-ink-soft">{t(inside ? "account.verify.doneIn" : "account.verify.done")}</p>
    <Link to={inside ? "/" : "/sign-in"} className={buttonLook("solid")}>
      {t(inside ? "account.verify.begin" : "account.toSignIn")}
    </Link>
  </>
);

const Worn = () => (
  <>
    <DoorTitle announced>{t("account.verify.wornTitle")}</DoorTitle>
    <p className="text-ink-soft">{t("account.verify.worn")}</p>
    <Link to="/sign-in" className={buttonLook("solid")}>
      {t("account.toSignIn")}
    </Link>
  </>
);

/** A click, not the mere opening: programs that look at mail open every link in it. */
const Verify = ({ verifyKey }: { verifyKey: string }) => {
  const client = useQueryClient();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async () => {
      const step = await verifyEmail(verifyKey);
      await comeIn(client);
      return step;
    },
  });
  if (data) return <Confirmed inside={data === "in"} />;
  if (error instanceof AuthError) return <Worn />;
  return (
    <>
      <DoorTitle>{t("account.verify.title")}</DoorTitle>
      <p className="text-ink-soft">{t("account.verify.what")}</p>
      <p role="alert" className={error ? "text-sm text-danger" : "sr-only"}>
        {error && errorWords(error)}
      </p>
      <Button look="solid" aria-disabled={isPending} onClick={() => !isPending && mutate()}>
        {t("account.verify.confirm")}
      </Button>
    </>
  );
};

export const Component = () => {
  const { key = "" } = useParams();
  return (
    <Door title={t("account.verify.title")}>
      <Verify verifyKey={key} />
    </Door>
  );
};
