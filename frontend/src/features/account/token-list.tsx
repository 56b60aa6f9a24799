import type { Token } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { formatDate, formatDay } from "@/lib/format";
import { t } from "@/lib/texts";

const isOver = ({ expires_at }: Token): boolean => expires_at !== null && Date.parse(expires_at) < Date.now();

function expiryWords(token: Token): string {
  if (token.expires_at === null) return t("account.tokens.forever");
  const date = formatDay(token.expires_at);
  return t(isOver(token) ? "account.tokens.over" : "account.tokens.until", { date });
}

const usageWords = ({ last_used_at }: Token): string =>
  last_used_at ? t("account.tokens.used", { date: formatDate(last_used_at) }) : t("account.tokens.unused");

type RowProps = { token: Token; onRevoke: (id: string, name: string) => void };

const Row = ({ token, onRevoke }: RowProps) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
    <div className="min-w-0 flex-[1_1_16rem]">
      <p className="font-medium wrap-anywhere">
        {token.name} <code className="font-mono text-xs font-normal text-ink-faint">{token.prefix}…</code>
      </p>
      <p className={isOver(token) ? "text-sm text-danger" : "text-sm text-ink-soft"}>
        {expiryWords(token)} · {usageWords(token)}
      </p>
    </div>
    <ConfirmDialog
      trigger={
        <Button aria-label={t("account.tokens.revokeThis", { name: token.name })}>
          {t("account.tokens.revoke")}
        </Button>
      }
      title={t("account.tokens.revokeTitle", { name: token.name })}
      description={t("account.tokens.revokeWhat")}
      confirm={t("account.tokens.revoke")}
      onConfirm={() => onRevoke(token.id, token.name)}
    />
  </li>
);

export const TokenList = ({
  tokens,
  onRevoke,
}: { tokens: readonly Token[] } & Pick<RowProps, "onRevoke">) => (
  <ul aria-label={t("account.tokens.list")} className="divide-y divide-line border-y border-line">
    {tokens.map((token) => (
      <Row key={token.id} token={token} onRevoke={onRevoke} />
    ))}
  </ul>
);
