import type { ReactNode, SyntheticEvent } from "react";
import { useState } from "react";

import type { Preferences, StorageUse } from "@/api/generated/undertone";
import { recordingsList, useStorageRetrieve } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { TextField } from "@/components/fields";
import { Segmented } from "@/components/segmented";
import { Part } from "@/features/settings/part";
import { Said } from "@/features/settings/said";
import type { Saving } from "@/features/settings/use-preferences";
import { useSaving } from "@/features/settings/use-preferences";
import { formatDay } from "@/lib/format";
import { t } from "@/lib/texts";

const DAY_MS = 24 * 3600 * 1000;

const SUGGESTED_DAYS = 30;

const LONGEST_DAYS = 36_500;

/** How many recordings are that old already, and would go at once. */
async function countOlderThan(days: number): Promise<number> {
  const created_to = new Date(Date.now() - days * DAY_MS).toISOString();
  return (await recordingsList({ created_to, page_size: 1 })).count;
}

/** Those that would go with the next sweep; nobody loses them without having been asked. */
type Question = { days: number; count: number };

function useRetentionForm(saving: Saving, kept: number | null) {
  const [limited, setLimited] = useState(kept !== null);
  const [days, setDays] = useState(String(kept ?? SUGGESTED_DAYS));
  const [question, ask] = useState<Question | null>(null);
  const submit = async () => {
    const wanted = limited ? Number(days) : null;
    const count = wanted === null ? 0 : await countOlderThan(wanted).catch(() => 0);
    if (wanted !== null && count > 0) ask({ days: wanted, count });
    else saving.save({ retention_days: wanted });
  };
  const answer = (yes: boolean) => {
    if (yes && question) saving.save({ retention_days: question.days });
    ask(null);
  };
  return { limited, setLimited, days, setDays, question, answer, submit: () => void submit() };
}

type Form = ReturnType<typeof useRetentionForm>;

type FieldsProps = { form: Form; max: number | null; said: ReactNode };

const Fields = ({ form, max, said }: FieldsProps) => {
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-wrap items-end gap-3">
      <Segmented
        label={t("settings.retention.choice")}
        value={form.limited ? "limit" : "keep"}
        onChange={(value) => form.setLimited(value === "limit")}
        choices={[
          { value: "keep", label: t("settings.retention.keep") },
          { value: "limit", label: t("settings.retention.limit") },
        ]}
      />
      {form.limited && (
        <TextField
          label={t("settings.retention.days")}
          type="number"
          min={1}
          max={max ?? LONGEST_DAYS}
          step={1}
          required
          value={form.days}
          onChange={(event) => form.setDays(event.target.value)}
          className="w-28"
        />
      )}
      <Button type="submit">{t("settings.retention.save")}</Button>
      {said}
    </form>
  );
};

const Confirm = ({ form: { question, answer } }: { form: Form }) =>
  question && (
    <ConfirmDialog
      open
      title={t("settings.retention.confirmTitle", { count: question.count })}
      description={t("settings.retention.confirmWhat", { days: question.days })}
      confirm={t("settings.retention.confirm")}
      onConfirm={() => answer(true)}
      keep={t("common.cancel")}
      onKeep={() => answer(false)}
    />
  );

/** What goes next, and when. */
const Next = ({ storage }: { storage: StorageUse | undefined }) =>
  storage &&
  storage.next_to_expire.length > 0 && (
    <div>
      <h3 className="text-sm font-medium">{t("settings.retention.next")}</h3>
      <ul className="figures mt-1 text-sm text-ink-soft">
        {storage.next_to_expire.map(({ id, title, at }) => (
          <li key={id} className="wrap-anywhere">
            {t("settings.retention.nextRow", { title, date: formatDay(at) })}
          </li>
        ))}
      </ul>
      <p className="mt-2 text-sm text-ink-faint">
        {storage.expiring_within_week > 0 &&
          `${t("settings.retention.week", { count: storage.expiring_within_week })} `}
        {t("settings.retention.hourly")}
      </p>
    </div>
  );

export const Retention = ({ preferences }: { preferences: Preferences }) => {
  const saving = useSaving();
  const { data: storage } = useStorageRetrieve();
  const form = useRetentionForm(saving, preferences.retention_days);
  const { retention_server_days: server, retention_in_force_days: inForce } = preferences;
  return (
    <Part id="retention" title={t("settings.retention.title")}>
      <p className="measure text-ink-soft">{t("settings.retention.what")}</p>
      {server !== null && (
        <p className="measure text-sm">{t("settings.retention.serverMax", { days: server })}</p>
      )}
      <Fields form={form} max={server} said={<Said said={saving.said} />} />
      <p className="font-medium">
        {inForce === null
          ? t("settings.retention.notInForce")
          : t("settings.retention.inForce", { days: inForce })}
      </p>
      <Next storage={storage} />
      <p className="measure text-sm text-ink-faint">
        {t("settings.retention.deleted", { days: preferences.deleted_kept_days })}
      </p>
      <Confirm form={form} />
    </Part>
  );
};
