import type { Quotas } from "@/api/generated/undertone";
import { useLimitsRetrieve } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Part } from "@/features/settings/part";
import { errorWords } from "@/lib/error-words";
import { formatBytes, formatDay, formatDuration, formatNumber } from "@/lib/format";
import type { TextKey } from "@/lib/texts";
import { t } from "@/lib/texts";

type Quota = { name: TextKey; used: number; limit: number | null; words: (value: number) => string };

const quotasShown = (quotas: Quotas): readonly Quota[] => [
  { name: "settings.usage.analyses", ...quotas.concurrent_analyses, words: (count) => formatNumber(count) },
  { name: "settings.usage.hours", ...quotas.audio_seconds_per_month, words: formatDuration },
  { name: "settings.usage.room", ...quotas.storage_bytes, words: formatBytes },
];

/** Full, the bar is what stops the next upload; the number beside it says the same. */
const Bar = ({ share }: { share: number }) => (
  <div className="h-2 rounded-full bg-sunken">
    <div
      className={`h-2 rounded-full ${share >= 1 ? "bg-danger" : "bg-ink-soft"}`}
      style={{ width: `${Math.min(1, share) * 100}%` }}
    />
  </div>
);

const QuotaRow = ({ name, used, limit, words }: Quota) => (
  <tr className="border-b border-line">
    <th scope="row" className="py-2 pr-4 text-left font-normal">
      {t(name)}
    </th>
    <td className="hidden w-1/3 py-2 pr-4 sm:table-cell" aria-hidden="true">
      {limit !== null && <Bar share={limit > 0 ? used / limit : 1} />}
    </td>
    <td className="py-2 text-right whitespace-nowrap">
      {limit === null
        ? t("settings.usage.noLimit", { used: words(used) })
        : t("settings.usage.of", { used: words(used), limit: words(limit) })}
    </td>
  </tr>
);

const Table = ({ quotas }: { quotas: Quotas }) => (
  <>
    <table aria-label={t("settings.usage.title")} className="figures w-full text-sm">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("settings.usage.quota")}</th>
          <td className="hidden sm:table-cell" />
          <th scope="col">{t("settings.usage.used")}</th>
        </tr>
      </thead>
      <tbody>
        {quotasShown(quotas).map((quota) => (
          <QuotaRow key={quota.name} {...quota} />
        ))}
      </tbody>
    </table>
    {quotas.audio_seconds_per_month.limit !== null && (
      <p className="text-sm text-ink-soft">
        {t("settings.usage.resets", { date: formatDay(quotas.audio_seconds_per_month.resets_at) })}
      </p>
    )}
  </>
);

/** Where nothing is limited there is nothing to know. */
export const Usage = () => {
  const { data, error, refetch } = useLimitsRetrieve();
  if (!error && !(data && quotasShown(data.quotas).some(({ limit }) => limit !== null))) return null;
  return (
    <Part id="usage" title={t("settings.usage.title")}>
      {error ? (
        <Notice
          title={t("settings.usage.failed")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      ) : (
        <Table quotas={data.quotas} />
      )}
    </Part>
  );
};
