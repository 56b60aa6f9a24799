import { Button } from "@/components/button";
import { CopyText } from "@/components/copy-text";
import { CodeField } from "@/features/account/auth-fields";
import { AuthForm } from "@/features/account/auth-form";
import { QrCode } from "@/features/account/qr-code";
import { useAuthForm } from "@/features/account/use-auth-form";
import { t } from "@/lib/texts";

export type Secret = { secret: string; url: string };

type TwoFactorSetupProps = {
  secret: Secret;
  onCode: (code: string) => Promise<void>;
  onCancel: () => void;
};

/** Four by four it is easier to type. */
const inGroups = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, "$1 ");

const FIELDS = ["code"] as const;

export const TwoFactorSetup = ({ secret: { secret, url }, onCode, onCancel }: TwoFactorSetupProps) => {
  const form = useAuthForm({ fields: FIELDS, send: async ({ code = "" }) => onCode(code) });
  return (
    <div className="flex max-w-xl flex-col gap-5 rounded-lg border border-line-strong bg-surface p-card">
      <div className="flex flex-col gap-4 sm:flex-row sm:items-start">
        <QrCode text={url} label={t("account.twoFactor.qr")} />
        <div className="min-w-0 flex-1 text-sm">
          <p className="text-ink-soft">{t("account.twoFactor.scan")}</p>
          <p className="mt-3 mb-1 text-ink-soft">{t("account.twoFactor.type")}</p>
          <CopyText text={inGroups(secret)} label={t("account.twoFactor.copy")} />
        </div>
      </div>
      <AuthForm
        form={form}
        label={t("account.twoFactor.title")}
        submit={t("account.twoFactor.confirm")}
        wide={false}
        more={<Button onClick={onCancel}>{t("common.cancel")}</Button>}
      >
        <div className="max-w-xs">
          <CodeField hint={t("account.twoFactor.codeHint")} problem={form.problems.code} first />
        </div>
      </AuthForm>
    </div>
  );
};
