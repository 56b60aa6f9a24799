import { Button, buttonLook } from "@/components/button";
import { CopyButton } from "@/components/copy-text";
import { Icon } from "@/components/icons";
import { t } from "@/lib/texts";

const FILE = "undertone-recovery-codes.txt";

/** A link to the codes themselves: they are written to a file without leaving the page. */
const fileOf = (codes: readonly string[]): string => URL.createObjectURL(new Blob([`${codes.join("\n")}\n`]));

const download = (codes: readonly string[]): void => {
  const link = document.createElement("a");
  link.href = fileOf(codes);
  link.download = FILE;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

/** Shown once: what helps when the app is lost. */
export const RecoveryCodes = ({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) => (
  <section
    aria-label={t("account.codes.title")}
    className="flex max-w-md flex-col gap-4 rounded-lg border border-line-strong bg-surface p-card"
  >
    <div>
      <h3 className="font-medium">{t("account.codes.title")}</h3>
      <p className="mt-1 text-sm text-ink-soft">{t("account.codes.what")}</p>
    </div>
    <ul className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono text-sm">
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
    <div className="flex flex-wrap gap-2">
      <button type="button" className={buttonLook()} onClick={() => download(codes)}>
        <Icon name="download" className="size-4" />
        {t("account.codes.download")}
      </button>
      <CopyButton text={codes.join("\n")} label={t("account.codes.copy")} />
      <Button look="solid" onClick={onKept}>
        {t("account.codes.kept")}
      </Button>
    </div>
  </section>
);
