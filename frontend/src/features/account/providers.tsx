import { AUTH } from "@/api/auth";
import type { Provider } from "@/api/generated/undertone";
import { buttonLook } from "@/components/button";
import { HiddenFields } from "@/components/hidden-fields";
import { cn } from "@/lib/cn";
import { t } from "@/lib/texts";

type ProvidersProps = {
  providers: readonly Provider[];
  /** Where the provider sends the person back to. */
  back: string;
  /** Into a tab of its own, so that this page stays. */
  besides?: boolean;
};

/** A form in earnest: it leads to another site. */
const ProviderButton = ({
  provider: { id, name },
  back,
  besides = false,
}: Omit<ProvidersProps, "providers"> & { provider: Provider }) => (
  <form method="post" action={`${AUTH}/auth/provider/redirect`} {...(besides && { target: "_blank" })}>
    <HiddenFields fields={{ provider: id, process: "login", callback_url: back }} />
    <button type="submit" className={cn(buttonLook("outline"), "w-full")}>
      {t("account.provider.with", { name })}
    </button>
  </form>
);

export const Providers = ({ providers, ...rest }: ProvidersProps) =>
  providers.length > 0 && (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-3 text-sm text-ink-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("account.provider.or")}
      </p>
      {providers.map((provider) => (
        <ProviderButton key={provider.id} provider={provider} {...rest} />
      ))}
    </div>
  );
