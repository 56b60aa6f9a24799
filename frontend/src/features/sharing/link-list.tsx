import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Analysis, Link } from "@/api/generated/undertone";
import {
  getRecordingsLinksListQueryKey,
  useRecordingsLinksDestroy,
  useRecordingsLinksList,
} from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Loading, Skeleton } from "@/components/skeleton";
import { errorWords } from "@/lib/error-words";
import { formatDate, formatDay } from "@/lib/format";
import { t } from "@/lib/texts";

const openedWords = ({ times_opened: count, last_opened_at: last }: Link): string =>
  count === 0 || last === null ? t("sharing.never") : t("sharing.opened", { count, date: formatDate(last) });

function factsOf(link: Link, analysis: Analysis): string[] {
  const facts = [
    t("sharing.until", { date: formatDay(link.expires_at) }),
    t(link.sound ? "sharing.withSound" : "sharing.withoutSound"),
    t("sharing.madeOn", { date: formatDay(link.created_at) }),
    openedWords(link),
  ];
  if (link.analysis === null) facts.push(t("sharing.newest"));
  else if (link.analysis !== analysis.id) facts.push(t("sharing.otherAnalysis"));
  return facts;
}

type RowProps = { link: Link; analysis: Analysis; busy: boolean; onTakeBack: (link: Link) => void };

const Row = ({ link, analysis, busy, onTakeBack }: RowProps) => {
  const name = link.note || t("sharing.unnamed");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line py-2.5">
      <div className="min-w-0 flex-[1_1_14rem]">
        <p className="text-sm wrap-anywhere">{name}</p>
        <p className="figures text-xs text-ink-faint">{factsOf(link, analysis).join(" · ")}</p>
      </div>
      <Button aria-label={t("sharing.takeBackOf", { name })} disabled={busy} onClick={() => onTakeBack(link)}>
        {t("sharing.takeBack")}
      </Button>
    </li>
  );
};

/** All of the recording's: what was given away is taken back in one place. */
export const LinkList = ({ analysis }: { analysis: Analysis }) => {
  const client = useQueryClient();
  const { data: links, isPending, error } = useRecordingsLinksList(analysis.recording);
  const [taken, setTaken] = useState(false);
  const revoking = useRecordingsLinksDestroy({
    mutation: {
      onSuccess: () => setTaken(true),
      // One that had ended meanwhile is gone from the list as well.
      onSettled: () =>
        void client.invalidateQueries({ queryKey: getRecordingsLinksListQueryKey(analysis.recording) }),
    },
  });
  const takeBack = ({ id }: Link) => revoking.mutate({ recordingId: analysis.recording, linkId: id });
  const problem = error ?? revoking.error;

  return (
    <section aria-labelledby="links">
      <h3 id="links" className="mb-2 text-sm font-medium">
        {t("sharing.list")}
      </h3>
      {isPending && (
        <Loading label={t("sharing.list")}>
          <Skeleton className="h-14" />
        </Loading>
      )}
      {links?.length === 0 && <p className="text-sm text-ink-soft">{t("sharing.none")}</p>}
      {links && links.length > 0 && (
        <ul className="border-b border-line">
          {links.map((link) => (
            <Row key={link.id} {...{ link, analysis }} busy={revoking.isPending} onTakeBack={takeBack} />
          ))}
        </ul>
      )}
      {problem && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error ? `${t("sharing.listFailed")} ` : ""}
          {errorWords(problem)}
        </p>
      )}
      <p role="status" className="mt-2 text-sm text-ink-soft empty:hidden">
        {taken && t("sharing.takenBack")}
      </p>
    </section>
  );
};
