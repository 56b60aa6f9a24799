import { PasswordField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import type { Step } from "@/features/account/signing-in";
import { resetPassword } from "@/features/account/signing-in";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

const FIELDS = ["password"] as const;

type NewPasswordFormProps = { resetKey: string; onStep: (step: Step) => void };

export const NewPasswordForm = ({ resetKey, onStep }: NewPasswordFormProps) => {
  const form = useAuthForm({
    fields: FIELDS,
    send: async ({ password = "" }) => onStep(await resetPassword(resetKey, password)),
  });
  return (
    <AuthForm form={form} label={t("account.reset.title")} submit={t("account.reset.submit")}>
      <PasswordField
        kind="new"
        label={t("account.newPassword")}
        hint={t("account.passwordHint")}
        problem={form.problems.password}
        first
      />
    </AuthForm>
  );
};
