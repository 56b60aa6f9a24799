import type { Analysis, Recording } from "@/api/generated/undertone";
import { useRecordingsList, useRecordingsRetrieve } from "@/api/generated/undertone";
import { SelectField } from "@/components/fields";
import type { Subject } from "@/features/compare/comparison";
import { formatDate } from "@/lib/format";
import { t } from "@/lib/texts";

const optionWords = (analysis: Analysis): string =>
  `${analysis.recording_title} · ${analysis.model} · ${formatDate(analysis.created_at)}`;

type GroupProps = { label: string; analyses: readonly Analysis[] };

const Group = ({ label, analyses }: GroupProps) =>
  analyses.length > 0 && (
    <optgroup label={label}>
      {analyses.map((analysis) => (
        <option key={analysis.id} value={analysis.id}>
          {optionWords(analysis)}
        </option>
      ))}
    </optgroup>
  );

const newestOf = ({ analysis }: Recording): Analysis[] => (analysis ? [analysis] : []);

type AddSubjectProps = { ids: readonly string[]; subjects: readonly Subject[]; onAdd: (id: string) => void };

/** One more to compare: the same recording's other analyses come first. */
export const AddSubject = ({ ids, subjects, onAdd }: AddSubjectProps) => {
  const recordingId = subjects[0]?.analysis.recording ?? "";
  const { data: recording } = useRecordingsRetrieve(recordingId, { query: { enabled: recordingId !== "" } });
  const { data: newest } = useRecordingsList({ status: "done" });
  const free = (analysis: Analysis) => analysis.status === "done" && !ids.includes(analysis.id);
  const same = (recording?.analyses ?? []).filter(free);
  const others = (newest?.results ?? [])
    .filter(({ id }) => id !== recordingId)
    .flatMap(newestOf)
    .filter(free);
  if (same.length + others.length === 0) return null;
  return (
    <SelectField
      label={t("compare.add")}
      value=""
      onChange={(event) => event.target.value && onAdd(event.target.value)}
      className="max-w-md"
    >
      <option value="">{t("compare.addPlaceholder")}</option>
      <Group label={t("compare.addSame")} analyses={same} />
      <Group label={t("compare.addOther")} analyses={others} />
    </SelectField>
  );
};
