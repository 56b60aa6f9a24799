import { Button } from "@/components/button";

type PagerProps = {
  page: number;
  hasNext: boolean;
  hasPrevious: boolean;
  onPage: (page: number) => void;
};

export const Pager = ({ page, hasNext, hasPrevious, onPage }: PagerProps) =>
  (hasNext || hasPrevious) && (
    <nav aria-label="Pages" className="mt-6 flex items-center justify-between gap-4">
      <Button disabled={!hasPrevious} onClick={() => onPage(page - 1)}>
        Newer
      </Button>
      <p className="figures text-sm text-ink-soft">Page {page}</p>
      <Button disabled={!hasNext} onClick={() => onPage(page + 1)}>
        Older
      </Button>
    </nav>
  );
