import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useId } from "react";

import { IconButton } from "@/components/button";
import { EDITING_KEYS, READING_SHORTCUTS, SHORTCUTS } from "@/features/analysis/shortcuts";
import type { TextKey } from "@/lib/texts";
import { t } from "@/lib/texts";
import { useFocusBack } from "@/lib/use-focus-back";

/** What is written on a key, where it is a word: in the person's language. */
const KEY_NAMES: Readonly<Record<string, TextKey>> = {
  Space: "common.key.space",
  Shift: "common.key.shift",
  Enter: "common.key.enter",
  Ctrl: "common.key.ctrl",
  Esc: "common.key.esc",
};

function keyWords(keys: string): string {
  const word = (key: string) => (KEY_NAMES[key] ? t(KEY_NAMES[key]) : key);
  return keys.split(" ").map(word).join(" ");
}

const Key = ({ children }: { children: string }) => (
  <kbd className="figures inline-flex min-w-7 justify-center rounded-sm border border-b-2 border-line-strong bg-paper px-1.5 py-0.5 font-sans text-xs whitespace-nowrap">
    {children}
  </kbd>
);

const Entry = ({ keys, children }: { keys: readonly string[]; children: string }) => (
  <div className="flex items-baseline justify-between gap-4 border-b border-line py-1.5 last:border-0">
    <dt className="text-sm">{children}</dt>
    <dd className="flex shrink-0 gap-1">
      {keys.map((key) => (
        <Key key={key}>{keyWords(key)}</Key>
      ))}
    </dd>
  </div>
);

const Group = ({ name, children }: { name: string; children: ReactNode }) => (
  <section className="mb-5 break-inside-avoid">
    <h3 className="mb-1 text-xs text-ink-faint">{name}</h3>
    <dl>{children}</dl>
  </section>
);

type ShortcutsDialogProps = {
  open: boolean;
  onOpen: (open: boolean) => void;
  /** Where nothing can be changed, no key that changes something is told. */
  readOnly: boolean;
  /** Whether keys of a single character do anything. */
  characters: boolean;
  onCharacters: (on: boolean) => void;
};

export const ShortcutsDialog = ({
  open,
  onOpen,
  readOnly,
  characters,
  onCharacters,
}: ShortcutsDialogProps) => {
  const id = useId();
  const focusBack = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={onOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ink/40 dark:bg-paper/70" />
        <Dialog.Content
          {...focusBack}
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 z-50 max-h-[min(44rem,calc(100dvh-2rem))] w-[min(46rem,calc(100vw-2*var(--spacing-gutter)))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-line bg-surface p-card shadow-xl sm:p-6"
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Dialog.Title className="font-serif text-xl">{t("analysis.keys.title")}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon="close" label={t("common.close")} />
            </Dialog.Close>
          </div>
          <div className="gap-8 sm:columns-2">
            {(readOnly ? READING_SHORTCUTS : SHORTCUTS).map(({ group, shortcuts }) => (
              <Group key={group} name={t(group)}>
                {shortcuts.map(({ action, keys }) => (
                  <Entry key={action} keys={keys}>
                    {t(`analysis.keys.${action}`)}
                  </Entry>
                ))}
              </Group>
            ))}
            {!readOnly && (
              <Group name={t("analysis.keys.writing")}>
                {EDITING_KEYS.map(({ text, keys }) => (
                  <Entry key={text} keys={[keys]}>
                    {t(text)}
                  </Entry>
                ))}
              </Group>
            )}
          </div>
          <p className="mt-1 text-xs text-ink-faint">{t("analysis.keys.backwards")}</p>
          <div className="mt-4 flex items-start gap-2.5 border-t border-line pt-4 text-sm">
            <input
              id={id}
              type="checkbox"
              checked={characters}
              onChange={(event) => onCharacters(event.target.checked)}
              className="mt-0.5 size-4 accent-[var(--ink)]"
            />
            <label htmlFor={id}>{t("analysis.keys.characters")}</label>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
