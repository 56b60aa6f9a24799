import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { NotLoaded } from "@/features/account/not-loaded";
import type { Authenticator } from "@/features/account/own-account";
import { useAuthenticators } from "@/features/account/own-account";
import { ProofDialog } from "@/features/account/proof-dialog";
import { RecoveryCodes } from "@/features/account/recovery-codes";
import { TwoFactorSetup } from "@/features/account/two-factor-setup";
import type { TwoFactorState } from "@/features/account/use-two-factor";
import { useTwoFactor } from "@/features/account/use-two-factor";
import { formatDay } from "@/lib/format";
import { t } from "@/lib/texts";

type StateProps = { authenticators: readonly Authenticator[]; state: TwoFactorState };

const On = ({ authenticators, state }: StateProps) => {
  const app = authenticators.find(({ type }) => type === "totp");
  const left = authenticators.find(({ type }) => type === "recovery_codes")?.unused_code_count ?? 0;
  return (
    <>
      <div>
        <p className="font-medium">
          {app &&
            t("account.twoFactor.on", { date: formatDay(new Date(app.created_at * 1000).toISOString()) })}
        </p>
        <p className="text-sm text-ink-soft">{t("account.twoFactor.left", { count: left })}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <ConfirmDialog
          trigger={<Button>{t("account.codes.renew")}</Button>}
          title={t("account.codes.renewTitle")}
          description={t("account.codes.renewWhat")}
          confirm={t("account.codes.renew")}
          onConfirm={state.renewCodes}
          keep={t("common.cancel")}
        />
        <ConfirmDialog
          trigger={<Button>{t("account.twoFactor.off")}</Button>}
          title={t("account.twoFactor.offTitle")}
          description={t("account.twoFactor.offWhat")}
          confirm={t("account.twoFactor.off")}
          onConfirm={state.end}
          keep={t("common.cancel")}
        />
      </div>
    </>
  );
};

const Off = ({ state }: { state: TwoFactorState }) =>
  state.secret ? (
    <TwoFactorSetup secret={state.secret} onCode={state.confirm} onCancel={state.cancel} />
  ) : (
    <div>
      <Button onClick={state.begin}>{t("account.twoFactor.setUp")}</Button>
    </div>
  );

/** A code from an app besides the password: who knows the one still lacks the other. */
export const TwoFactor = () => {
  const { data: authenticators, error, refetch } = useAuthenticators();
  const state = useTwoFactor();
  const on = authenticators?.some(({ type }) => type === "totp");
  return (
    <>
      <p className="measure text-sm text-ink-soft">{t("account.twoFactor.what")}</p>
      {error && <NotLoaded error={error} again={refetch} />}
      {state.codes && <RecoveryCodes codes={state.codes} onKept={state.kept} />}
      {authenticators && (on ? <On authenticators={authenticators} state={state} /> : <Off state={state} />)}
      <p role="alert" className={state.problem ? "text-sm text-danger" : "sr-only"}>
        {state.problem}
      </p>
      <ProofDialog guard={state.guard} />
    </>
  );
};
