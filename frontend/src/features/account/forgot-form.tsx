import { EmailField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import { askForReset } from "@/features/account/signing-in";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

const FIELDS = ["email"] as const;

export const ForgotForm = ({ onSent }: { onSent: (email: string) => void }) => {
  const form = useAuthForm({
    fields: FIELDS,
    send: async ({ email = "" }) => {
      await askForReset(email);
      onSent(email.trim());
    },
  });
  return (
    <AuthForm form={form} label={t("account.forgot.title")} submit={t("account.forgot.submit")}>
      <EmailField problem={form.problems.email} first />
    </AuthForm>
  );
};
