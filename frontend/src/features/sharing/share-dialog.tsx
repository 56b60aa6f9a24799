import { Dialog } from "radix-ui";

import type { Analysis } from "@/api/generated/undertone";
import { IconButton } from "@/components/button";
import { LinkForm } from "@/features/sharing/link-form";
import { LinkList } from "@/features/sharing/link-list";
import { useAccount } from "@/lib/account";
import { t } from "@/lib/texts";
import { useFocusBack } from "@/lib/use-focus-back";

type ShareDialogProps = { analysis: Analysis; onClose: () => void };

/** Makes links to one analysis, and takes them back. */
export const ShareDialog = ({ analysis, onClose }: ShareDialogProps) => {
  const { accounts } = useAccount();
  const focusBack = useFocusBack();
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ink/40 dark:bg-paper/70" />
        <Dialog.Content
          {...focusBack}
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6"
        >
          <div>
            <div className="flex items-start justify-between gap-4">
              <Dialog.Title className="font-serif text-xl">{t("sharing.title")}</Dialog.Title>
              <Dialog.Close asChild>
                <IconButton icon="close" label={t("common.close")} className="-mt-1" />
              </Dialog.Close>
            </div>
            <Dialog.Description className="mt-1 text-sm text-ink-soft">
              {t("sharing.what")}
            </Dialog.Description>
          </div>
          {accounts === "local" && (
            <p className="rounded-md bg-sunken px-3 py-2 text-sm text-ink-soft">
              {t("sharing.local", { host: location.host })}
            </p>
          )}
          <LinkForm analysis={analysis} />
          <LinkList analysis={analysis} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
