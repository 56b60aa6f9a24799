import { useState } from "react";

import { Button } from "@/components/button";
import { CodeField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import type { Step } from "@/features/account/signing-in";
import { sendCode } from "@/features/account/signing-in";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

const FIELDS = ["code"] as const;

type CodeFormProps = { onStep: (step: Step) => void; onBack: () => void };

/** The second step. Who has lost the app takes one of the codes that were kept for this. */
export const CodeForm = ({ onStep, onBack }: CodeFormProps) => {
  const [recovery, setRecovery] = useState(false);
  const form = useAuthForm({
    fields: FIELDS,
    send: async ({ code = "" }) => onStep(await sendCode(code)),
  });
  return (
    <>
      <p className="text-sm text-ink-soft">
        {t(recovery ? "account.second.whatRecovery" : "account.second.what")}
      </p>
      <AuthForm form={form} label={t("account.second.title")} submit={t("account.second.submit")}>
        <CodeField key={String(recovery)} recovery={recovery} problem={form.problems.code} first />
      </AuthForm>
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" className="-ml-3 sm:-ml-4" onClick={() => setRecovery(!recovery)}>
          {t(recovery ? "account.second.useApp" : "account.second.useRecovery")}
        </Button>
        <Button look="quiet" className="-mr-3 sm:-mr-4" onClick={onBack}>
          {t("account.second.back")}
        </Button>
      </div>
    </>
  );
};
