import type { ReactNode } from "react";

import { EmailField, PasswordField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import type { Step } from "@/features/account/signing-in";
import { signIn } from "@/features/account/signing-in";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

const FIELDS = ["email", "password"] as const;

type SignInFormProps = {
  onStep: (step: Step) => void;
  /** Whose session has ended: nobody else may take over what is on the page. */
  email?: string;
  more?: ReactNode;
};

export const SignInForm = ({ onStep, email, more }: SignInFormProps) => {
  const form = useAuthForm({
    fields: FIELDS,
    send: async ({ email: address = "", password = "" }) => onStep(await signIn(address, password)),
  });
  const known = email ? { defaultValue: email, readOnly: true } : { first: true };
  return (
    <AuthForm form={form} label={t("account.signIn.name")} submit={t("account.signIn.submit")} more={more}>
      <EmailField problem={form.problems.email} {...known} />
      <PasswordField kind="current" problem={form.problems.password} first={email !== undefined} />
    </AuthForm>
  );
};
