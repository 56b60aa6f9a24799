import { useId } from "react";

import { IconButton } from "@/components/button";
import { Icon } from "@/components/icons";
import { t } from "@/lib/texts";

type SearchBoxProps = {
  query: string;
  /** How many were found, and which of them is shown, from 0. */
  count: number;
  at: number;
  onQuery: (query: string) => void;
  onStep: (step: 1 | -1) => void;
};

/** Searches the transcript; Enter goes to the next place, Shift and Enter to the one before. */
export const SearchBox = ({ query, count, at, onQuery, onStep }: SearchBoxProps) => {
  const id = useId();
  return (
    <div role="search" className="flex min-w-0 flex-[1_1_14rem] items-center gap-1.5">
      <div className="relative min-w-0 flex-1">
        <label htmlFor={id} className="sr-only">
          {t("transcript.search")}
        </label>
        <Icon name="search" className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-faint" />
        <input
          id={id}
          type="search"
          value={query}
          placeholder={t("transcript.search")}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              onQuery("");
              event.currentTarget.blur();
            } else if (event.key === "Enter") {
              event.preventDefault();
              onStep(event.shiftKey ? -1 : 1);
            }
          }}
          data-transcript-search
          className="min-h-9 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-sm placeholder:text-ink-faint"
        />
      </div>
      <p
        role="status"
        className={`figures text-xs whitespace-nowrap text-ink-soft ${query.trim() && "min-w-16"}`}
      >
        {query.trim() &&
          (count > 0 ? t("transcript.foundAt", { number: at + 1, count }) : t("transcript.notFound"))}
      </p>
      {count > 0 && (
        <>
          <IconButton
            icon="up"
            label={t("transcript.previousFound")}
            className="size-8"
            onClick={() => onStep(-1)}
          />
          <IconButton
            icon="down"
            label={t("transcript.nextFound")}
            className="size-8"
            onClick={() => onStep(1)}
          />
        </>
      )}
    </div>
  );
};
