import { EmailField, PasswordField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import type { Step } from "@/features/account/signing-in";
import { signUp } from "@/features/account/signing-in";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

const FIELDS = ["email", "password"] as const;

export const SignUpForm = ({ onStep }: { onStep: (step: Step | null) => void }) => {
  const form = useAuthForm({
    fields: FIELDS,
    send: async ({ email = "", password = "" }) => onStep(await signUp(email, password)),
  });
  return (
    <AuthForm form={form} label={t("account.signUp.title")} submit={t("account.signUp.submit")}>
      <EmailField problem={form.problems.email} first />
      <PasswordField kind="new" hint={t("account.passwordHint")} problem={form.problems.password} />
    </AuthForm>
  );
};
