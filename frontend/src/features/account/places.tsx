import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Loading, Skeleton } from "@/components/skeleton";
import { problemsOf } from "@/features/account/auth-words";
import { deviceName } from "@/features/account/device";
import { NotLoaded } from "@/features/account/not-loaded";
import type { SignedInPlace } from "@/features/account/own-account";
import { endPlaces, PLACES_KEY, usePlaces } from "@/features/account/own-account";
import { cn } from "@/lib/cn";
import { formatDate } from "@/lib/format";
import { t } from "@/lib/texts";

const formatSeconds = (seconds: number): string => formatDate(new Date(seconds * 1000).toISOString());

type RowProps = { place: SignedInPlace; onEnd: (ids: readonly number[]) => void };

const Row = ({ place, onEnd }: RowProps) => {
  const name = deviceName(place.user_agent);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-[1_1_14rem]">
        <p className="font-medium wrap-anywhere">{name}</p>
        <p className="figures text-sm text-ink-soft">
          {place.is_current
            ? t("account.places.here")
            : t("account.places.seen", { date: formatSeconds(place.last_seen_at ?? place.created_at) })}
          {"\u00a0· "}
          <span className="whitespace-nowrap">{place.ip}</span>
        </p>
      </div>
      {!place.is_current && (
        <Button aria-label={t("account.places.endThis", { name })} onClick={() => onEnd([place.id])}>
          {t("account.signOut")}
        </Button>
      )}
    </li>
  );
};

function useEnding() {
  const client = useQueryClient();
  const [said, say] = useState<{ words: string; failed: boolean } | null>(null);
  const end = async (ids: readonly number[]) => {
    say(null);
    try {
      await endPlaces(ids);
      say({ words: t("account.places.ended", { count: ids.length }), failed: false });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      say({ words: problemsOf(error, [])[""] ?? "", failed: true });
    }
    await client.invalidateQueries({ queryKey: PLACES_KEY });
  };
  return { said, end: (ids: readonly number[]) => void end(ids) };
}

type PlacesProps = { onSignOut: () => void };

/** Where one is signed in, and the way to end it there. */
export const Places = ({ onSignOut }: PlacesProps) => {
  const { data: places, error, isPending, refetch } = usePlaces();
  const { said, end } = useEnding();
  const others = places?.filter(({ is_current }) => !is_current).map(({ id }) => id) ?? [];
  if (isPending) {
    return (
      <Loading label={t("account.places.loading")}>
        <Skeleton className="h-16" />
      </Loading>
    );
  }
  if (error) return <NotLoaded error={error} again={refetch} />;
  return (
    <>
      <ul aria-label={t("account.places.title")} className="-my-3 divide-y divide-line">
        {places.map((place) => (
          <Row key={place.id} place={place} onEnd={end} />
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        {others.length > 0 && (
          <ConfirmDialog
            trigger={<Button>{t("account.places.endOthers")}</Button>}
            title={t("account.places.endOthersTitle", { count: others.length })}
            description={t("account.places.endOthersWhat")}
            confirm={t("account.places.endOthers")}
            onConfirm={() => end(others)}
            keep={t("common.cancel")}
          />
        )}
        <Button onClick={onSignOut}>{t("account.places.endHere")}</Button>
      </div>
      <p
        role="status"
        className={cn("-mt-2 -mb-7 min-h-5 text-sm", said?.failed ? "text-danger" : "text-ink-soft")}
      >
        {said?.words}
      </p>
    </>
  );
};
