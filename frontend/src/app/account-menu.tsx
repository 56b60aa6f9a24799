import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { Link } from "react-router";

import type { SessionUser } from "@/api/generated/undertone";
import { SignOutDialog } from "@/app/sign-out-dialog";
import { useSignOut } from "@/app/use-sign-out";
import { MENU_BOX, MENU_ITEM } from "@/components/menu";
import { t } from "@/lib/texts";

/** A drawing, not a word: written by the style, so that nothing takes it for the button's name. */
const Initial = ({ email }: { email: string }) => (
  <span
    aria-hidden="true"
    data-initial={email.charAt(0).toLocaleUpperCase()}
    className="flex size-8 items-center justify-center rounded-full border border-line-strong bg-surface font-serif text-base leading-none before:content-[attr(data-initial)]"
  />
);

/** Who is signed in, and the way out. */
export const AccountMenu = ({ user: { email } }: { user: SessionUser }) => {
  const leaving = useSignOut();
  const [open, setOpen] = useState(false);
  return (
    <>
      <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
        <DropdownMenu.Trigger
          aria-label={t("account.menu.name", { email })}
          title={email}
          className="inline-flex size-10 shrink-0 items-center justify-center rounded-full hover:bg-sunken"
        >
          <Initial email={email} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className={`${MENU_BOX} max-w-[min(20rem,calc(100vw-2*var(--spacing-gutter)))]`}
        >
          <DropdownMenu.Label className="px-2.5 pt-1.5 pb-2 text-sm">
            <span className="block text-xs text-ink-faint">{t("account.menu.signedInAs")}</span>
            <span className="block font-medium wrap-anywhere">{email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="mb-1 h-px bg-line" />
          <DropdownMenu.Item asChild>
            <Link to="/settings" className={MENU_ITEM}>
              {t("account.menu.settings")}
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={() => void leaving.ask()}>
            {t("account.signOut")}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      <p role="alert" className="sr-only">
        {leaving.problem}
      </p>
      <SignOutDialog leaving={leaving} />
    </>
  );
};
