import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";

import { buttonLook } from "@/components/button";
import { t } from "@/lib/texts";
import { useFocusBack } from "@/lib/use-focus-back";

type ConfirmDialogProps = {
  /** What opens it; without one it is open when `open` says so. */
  trigger?: ReactNode;
  open?: boolean;
  title: string;
  description: string;
  confirm: string;
  onConfirm: () => void;
  keep?: string;
  onKeep?: () => void;
};

export const ConfirmDialog = ({
  trigger,
  open,
  title,
  description,
  confirm,
  onConfirm,
  keep = t("common.keepIt"),
  onKeep,
}: ConfirmDialogProps) => {
  const focusBack = useFocusBack();
  return (
    <AlertDialog.Root {...(open === undefined ? {} : { open })}>
      {trigger && <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-ink/40 dark:bg-paper/70" />
        <AlertDialog.Content
          {...(trigger ? {} : focusBack)}
          onEscapeKeyDown={onKeep}
          className="fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6"
        >
          <AlertDialog.Title className="font-serif text-xl">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-ink-soft">
            {description}
          </AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel className={buttonLook("outline")} onClick={onKeep}>
              {keep}
            </AlertDialog.Cancel>
            <AlertDialog.Action className={buttonLook("danger")} onClick={onConfirm}>
              {confirm}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
};
