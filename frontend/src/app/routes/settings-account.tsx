import { useQueryClient } from "@tanstack/react-query";

import type { SessionUser } from "@/api/generated/undertone";
import { getTokensListQueryKey } from "@/api/generated/undertone";
import { SignOutDialog } from "@/app/sign-out-dialog";
import { useSignOut } from "@/app/use-sign-out";
import { PasswordChange } from "@/features/account/password-change";
import { Places } from "@/features/account/places";
import { TokenDesk } from "@/features/account/token-desk";
import { TwoFactor } from "@/features/account/two-factor";
import { Part } from "@/features/settings/part";
import { Tokens } from "@/features/settings/tokens";
import { t } from "@/lib/texts";

/** The account's own parts of the settings; fetched only where people sign in. */
export const AccountParts = ({ user }: { user: SessionUser }) => {
  const client = useQueryClient();
  const leaving = useSignOut();
  return (
    <>
      <Part id="account" title={t("account.title")}>
        <p className="wrap-anywhere">{t("account.as", { email: user.email })}</p>
        <PasswordChange
          email={user.email}
          onChanged={() => void client.invalidateQueries({ queryKey: getTokensListQueryKey() })}
        />
      </Part>
      <Part id="two-factor" title={t("account.twoFactor.title")}>
        <TwoFactor />
      </Part>
      <Part id="places" title={t("account.places.title")}>
        <Places onSignOut={() => void leaving.ask()} />
        {leaving.problem && (
          <p role="alert" className="text-sm text-danger">
            {leaving.problem}
          </p>
        )}
      </Part>
      <Tokens accounts="required">
        <TokenDesk />
      </Tokens>
      <SignOutDialog leaving={leaving} />
    </>
  );
};
