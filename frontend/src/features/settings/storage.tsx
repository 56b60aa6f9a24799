import { Link } from "react-router";

import type { Bytes, LargeRecording, StorageUse } from "@/api/generated/undertone";
import { useStorageRetrieve } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Loading, Skeleton } from "@/components/skeleton";
import { Part } from "@/features/settings/part";
import { errorWords } from "@/lib/error-words";
import { formatBytes, formatDay } from "@/lib/format";
import type { TextKey } from "@/lib/texts";
import { t } from "@/lib/texts";

const KINDS: readonly { kind: keyof Bytes; name: TextKey }[] = [
  { kind: "originals", name: "settings.storage.originals" },
  { kind: "renditions", name: "settings.storage.renditions" },
  { kind: "waveforms", name: "settings.storage.waveforms" },
  { kind: "deleted", name: "settings.storage.deleted" },
  { kind: "database", name: "settings.storage.database" },
  { kind: "weights", name: "settings.storage.weights" },
];

/** The length of a bar says the share; the number beside it says it exactly. */
const KindRow = ({ name, bytes, most }: { name: string; bytes: number; most: number }) => (
  <tr className="border-b border-line">
    <th scope="row" className="py-2 pr-4 text-left font-normal wrap-anywhere">
      {name}
    </th>
    <td className="hidden w-1/2 py-2 pr-4 sm:table-cell" aria-hidden="true">
      <div className="h-2 rounded-full bg-sunken">
        <div className="h-2 rounded-full bg-ink-soft" style={{ width: `${(bytes / (most || 1)) * 100}%` }} />
      </div>
    </td>
    <td className="py-2 text-right whitespace-nowrap">{formatBytes(bytes)}</td>
  </tr>
);

const Kinds = ({ bytes }: { bytes: Bytes }) => {
  const known = KINDS.flatMap(({ kind, name }) => {
    const size = bytes[kind];
    return size === null ? [] : [{ name: t(name), size }];
  });
  const most = Math.max(...known.map(({ size }) => size));
  return (
    <table aria-label={t("settings.storage.kinds")} className="figures w-full text-sm">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("settings.storage.kind")}</th>
          <td className="hidden sm:table-cell" />
          <th scope="col">{t("settings.storage.size")}</th>
        </tr>
      </thead>
      <tbody>
        {known.map(({ name, size }) => (
          <KindRow key={name} name={name} bytes={size} most={most} />
        ))}
      </tbody>
      {bytes.free !== null && (
        <tfoot>
          <tr className="text-ink-faint">
            <th scope="row" className="py-2 pr-4 text-left font-normal wrap-anywhere">
              {t("settings.storage.free")}
            </th>
            <td className="hidden sm:table-cell" />
            <td className="py-2 text-right whitespace-nowrap">{formatBytes(bytes.free)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
};

const LargeRow = ({ recording }: { recording: LargeRecording }) => (
  <tr className="border-b border-line">
    <th scope="row" className="py-2 pr-4 text-left font-normal wrap-anywhere">
      {recording.analysis ? (
        <Link
          to={`/analyses/${recording.analysis}`}
          className="rounded-sm underline underline-offset-4 hover:text-ink"
        >
          {recording.title}
        </Link>
      ) : (
        recording.title
      )}
    </th>
    <td className="py-2 pr-4 whitespace-nowrap text-ink-faint max-sm:hidden">
      {formatDay(recording.created_at)}
    </td>
    <td className="py-2 text-right whitespace-nowrap">
      {formatBytes(recording.size_bytes + recording.rendition_bytes)}
    </td>
  </tr>
);

const Largest = ({ largest }: { largest: readonly LargeRecording[] }) => (
  <table aria-label={t("settings.storage.largest")} className="figures w-full text-sm">
    <thead className="text-left text-ink-soft">
      <tr className="border-b border-line-strong">
        <th scope="col" className="py-1.5 font-medium text-ink">
          {t("settings.storage.largest")}
        </th>
        <th scope="col" className="py-1.5 font-normal max-sm:hidden">
          {t("settings.storage.made")}
        </th>
        <th scope="col" className="py-1.5 text-right font-normal">
          {t("settings.storage.size")}
        </th>
      </tr>
    </thead>
    <tbody>
      {largest.map((recording) => (
        <LargeRow key={recording.id} recording={recording} />
      ))}
    </tbody>
  </table>
);

const Used = ({ storage }: { storage: StorageUse }) => {
  const { originals, renditions } = storage.bytes;
  return (
    <>
      <p className="figures text-lg">
        {t("settings.storage.sum", { bytes: formatBytes(originals + renditions), count: storage.recordings })}
      </p>
      <Kinds bytes={storage.bytes} />
      {storage.largest.length > 0 && <Largest largest={storage.largest} />}
    </>
  );
};

export const Storage = () => {
  const { data, isPending, error, refetch } = useStorageRetrieve();
  return (
    <Part id="storage" title={t("settings.storage.title")}>
      {isPending && (
        <Loading label={t("settings.storage.loading")}>
          <Skeleton className="h-40" />
        </Loading>
      )}
      {error && (
        <Notice
          title={t("settings.storage.failed")}
          tone="danger"
          action={<Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>}
        >
          {errorWords(error)}
        </Notice>
      )}
      {data && <Used storage={data} />}
    </Part>
  );
};
