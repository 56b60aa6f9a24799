import { Dialog } from "radix-ui";

import { authRequest } from "@/api/auth";
import { Button } from "@/components/button";
import { CodeField, PasswordField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import type { Guard, Proof } from "@/features/account/guarded";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";
import { useFocusBack } from "@/lib/use-focus-back";

const PATHS: Readonly<Record<Proof, string>> = {
  password: "auth/reauthenticate",
  code: "auth/2fa/reauthenticate",
};

const ProofForm = ({ proof, settle }: { proof: Proof; settle: Guard["settle"] }) => {
  const form = useAuthForm({
    fields: [proof],
    send: async (values) => {
      await authRequest(PATHS[proof], { method: "POST", body: values });
      settle(true);
    },
  });
  return (
    <AuthForm
      form={form}
      label={t("account.proof.title")}
      submit={t("account.second.submit")}
      wide={false}
      more={<Button onClick={() => settle(false)}>{t("common.cancel")}</Button>}
    >
      {proof === "password" ? (
        <PasswordField kind="current" problem={form.problems.password} first />
      ) : (
        <CodeField problem={form.problems.code} first />
      )}
    </AuthForm>
  );
};

export const ProofDialog = ({ guard: { proof, settle } }: { guard: Guard }) => {
  const focusBack = useFocusBack();
  return (
    <Dialog.Root open={proof !== null} onOpenChange={(open) => !open && settle(false)}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ink/40 dark:bg-paper/70" />
        <Dialog.Content
          {...focusBack}
          className="fixed top-1/2 left-1/2 z-50 flex w-[min(26rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6"
        >
          <Dialog.Title className="font-serif text-xl">{t("account.proof.title")}</Dialog.Title>
          <Dialog.Description className="-mt-2 text-sm text-ink-soft">
            {t("account.proof.what")}
          </Dialog.Description>
          {proof && <ProofForm proof={proof} settle={settle} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
