import { AlertDialog } from "radix-ui";

import type { Leaving, Unsent } from "@/app/use-sign-out";
import { Button, buttonLook } from "@/components/button";
import { t } from "@/lib/texts";

const What = ({ takes, uploads }: Unsent) => (
  <ul className="flex list-disc flex-col gap-1 pl-5">
    {uploads > 0 && <li>{t("account.leave.uploads", { count: uploads })}</li>}
    {takes > 0 && <li>{t("account.leave.takes", { count: takes })}</li>}
  </ul>
);

/** Something has not reached the site: a person decides what becomes of it. */
export const SignOutDialog = ({ leaving: { unsent, problem, go, stay } }: { leaving: Leaving }) => (
  <AlertDialog.Root open={unsent !== null}>
    <AlertDialog.Portal>
      <AlertDialog.Overlay className="fixed inset-0 z-40 bg-ink/40 dark:bg-paper/70" />
      <AlertDialog.Content
        onEscapeKeyDown={stay}
        className="fixed top-1/2 left-1/2 z-50 flex w-[min(30rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 flex-col gap-3 rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6"
      >
        <AlertDialog.Title className="font-serif text-xl">{t("account.leave.title")}</AlertDialog.Title>
        <AlertDialog.Description asChild>
          <div className="text-sm text-ink-soft">{unsent && <What {...unsent} />}</div>
        </AlertDialog.Description>
        {problem && (
          <p role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
        <div className="mt-3 flex flex-wrap justify-end gap-2">
          <AlertDialog.Cancel className={buttonLook("outline")} onClick={stay}>
            {t("account.leave.stay")}
          </AlertDialog.Cancel>
          {unsent !== null && unsent.takes > 0 && (
            <Button look="danger" onClick={() => void go(false)}>
              {t("account.leave.delete")}
            </Button>
          )}
          <Button look="solid" onClick={() => void go(true)}>
            {t(unsent?.takes ? "account.leave.keep" : "account.signOut")}
          </Button>
        </div>
      </AlertDialog.Content>
    </AlertDialog.Portal>
  </AlertDialog.Root>
);
