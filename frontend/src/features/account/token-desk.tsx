import { useTokensList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Loading, Skeleton } from "@/components/skeleton";
import { TokenForm } from "@/features/account/token-form";
import { TokenList } from "@/features/account/token-list";
import { TokenMade } from "@/features/account/token-made";
import { useTokens } from "@/features/account/use-tokens";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** Tokens let programs in: made with a name and an end, seen once, listed, revoked. */
export const TokenDesk = () => {
  const { data: tokens, error, isPending, refetch } = useTokensList();
  const desk = useTokens();
  return (
    <>
      {isPending && (
        <Loading label={t("account.tokens.loading")}>
          <Skeleton className="h-16" />
        </Loading>
      )}
      {error && (
        <Notice
          title={t("account.tokens.failed")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      )}
      {tokens && tokens.length > 0 && (
        <TokenList tokens={tokens} onRevoke={(id, name) => void desk.revoke(id, name)} />
      )}
      {desk.made && <TokenMade made={desk.made} onHide={desk.hide} />}
      <TokenForm onMake={desk.make} />
      <p
        role="status"
        className={desk.said?.failed ? "text-sm text-danger" : "min-h-5 text-sm text-ink-soft"}
      >
        {desk.said?.words}
      </p>
    </>
  );
};
