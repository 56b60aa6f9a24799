import { Button } from "@/components/button";
import { formatNumber } from "@/lib/format";
import { t } from "@/lib/texts";

type PagerProps = { page: number; pages: number; onPage: (page: number) => void };

export const Pager = ({ page, pages, onPage }: PagerProps) =>
  pages > 1 && (
    <nav aria-label={t("library.pages")} className="mt-6 flex flex-wrap items-center justify-between gap-4">
      <Button disabled={page <= 1} onClick={() => onPage(page - 1)}>
        {t("library.previous")}
      </Button>
      <p className="figures text-sm text-ink-soft">
        {t("library.page", { page: formatNumber(page), pages: formatNumber(pages) })}
      </p>
      <Button disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {t("library.next")}
      </Button>
    </nav>
  );
