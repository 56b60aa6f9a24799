import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { SESSION_KEY } from "@/api/session";
import { PasswordField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import { changePassword, PLACES_KEY, useHasPassword } from "@/features/account/own-account";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

const ChangeForm = ({ known, onDone }: { known: boolean; onDone: () => void }) => {
  const form = useAuthForm({
    fields: known ? ["current_password", "new_password"] : ["new_password"],
    send: async (values) => {
      await changePassword(values);
      onDone();
    },
  });
  return (
    <AuthForm form={form} label={t("account.change.title")} submit={t("account.change.submit")} wide={false}>
      {known && (
        <PasswordField
          name="current_password"
          label={t("account.currentPassword")}
          kind="current"
          problem={form.problems.current_password}
        />
      )}
      <PasswordField
        name="new_password"
        label={t("account.newPassword")}
        hint={t("account.passwordHint")}
        kind="new"
        problem={form.problems.new_password}
      />
    </AuthForm>
  );
};

/** The fields are new after each change: nothing of a password stays in them. */
export const PasswordChange = ({ email, onChanged }: { email: string; onChanged: () => void }) => {
  const client = useQueryClient();
  const { data: known = true } = useHasPassword();
  const [changes, setChanges] = useState(0);
  const onDone = () => {
    setChanges(changes + 1);
    onChanged();
    // The site ends the old session with the change; who was told so before its answer came asks with the new one.
    void client.invalidateQueries({ queryKey: SESSION_KEY });
    void client.invalidateQueries({ queryKey: PLACES_KEY });
  };
  return (
    <div className="flex max-w-sm flex-col gap-4">
      <p className="text-sm text-ink-soft">{t("account.change.what")}</p>
      {/* By it password managers know whose password this is. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <ChangeForm key={changes} known={known} onDone={onDone} />
      <p role="status" className="-mt-2 -mb-7 min-h-5 text-sm text-ink-soft">
        {changes > 0 && t("account.change.done")}
      </p>
    </div>
  );
};
