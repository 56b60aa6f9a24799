import { useQueryClient } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";
import { useEffect, useRef } from "react";

import type { Analysis, LinkMade } from "@/api/generated/undertone";
import { getRecordingsLinksListQueryKey, useRecordingsLinksCreate } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { CopyText } from "@/components/copy-text";
import { SelectField, TextField } from "@/components/fields";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

const DAYS = [1, 7, 30, 90, 365] as const;
const USUAL_DAYS = 7;
const NOTE_LENGTH = 200;

/** The site names itself as it was asked; the page's own address is what a person has in front of them. */
const addressOf = ({ url }: LinkMade): string =>
  `${location.origin}${new URL(url).pathname}${new URL(url).hash}`;

const Made = ({ link, onAnother }: { link: LinkMade; onAnother: () => void }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="flex flex-col gap-2">
      <h3 ref={heading} tabIndex={-1} className="text-sm font-medium outline-none">
        {t("sharing.made")}
      </h3>
      <CopyText text={addressOf(link)} label={t("sharing.copyIt")} />
      <p className="text-xs text-ink-faint">{t("sharing.madeHint")}</p>
      <div>
        <Button onClick={onAnother}>{t("sharing.another")}</Button>
      </div>
    </section>
  );
};

/** How long, with or without sound, for whom; then the address, this once. */
export const LinkForm = ({ analysis }: { analysis: Analysis }) => {
  const client = useQueryClient();
  const { mutate, data, isPending, error, reset } = useRecordingsLinksCreate({
    mutation: {
      onSuccess: () =>
        void client.invalidateQueries({ queryKey: getRecordingsLinksListQueryKey(analysis.recording) }),
    },
  });
  if (data) return <Made link={data} onAnother={reset} />;

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const asked = new FormData(event.currentTarget);
    const note = asked.get("note");
    mutate({
      recordingId: analysis.recording,
      data: {
        analysis: analysis.id,
        expires_days: Number(asked.get("days")),
        sound: asked.has("sound"),
        note: typeof note === "string" ? note.trim() : "",
      },
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={t("sharing.ends")} name="days" defaultValue={USUAL_DAYS}>
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {t("sharing.days", { count })}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t("sharing.note")}
          hint={t("sharing.noteHint")}
          name="note"
          maxLength={NOTE_LENGTH}
          autoComplete="off"
        />
      </div>
      <label className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 text-sm">
        <input type="checkbox" name="sound" defaultChecked className="mt-0.5 size-5 accent-ink" />
        <span>
          {t("sharing.sound")}
          <span className="block text-xs text-ink-faint">{t("sharing.soundHint")}</span>
        </span>
      </label>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {errorWords(error)}
        </p>
      )}
      <div className="flex justify-end">
        <Button type="submit" look="solid" disabled={isPending}>
          {t(isPending ? "sharing.making" : "sharing.make")}
        </Button>
      </div>
    </form>
  );
};
