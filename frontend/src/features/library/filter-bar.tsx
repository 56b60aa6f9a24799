import { useEffect, useState } from "react";

import { RecordingsListEmotion, RecordingsListStatus } from "@/api/generated/undertone";
import { SelectField, TextField } from "@/components/fields";
import type { LibraryFilters } from "@/features/library/library-filters";
import { emotionName } from "@/lib/emotions";
import { statusName } from "@/lib/stages";

const TYPING_PAUSE_MS = 300;

type FilterBarProps = { filters: LibraryFilters; onChange: (change: Partial<LibraryFilters>) => void };

/** Asks only once the typing pauses. */
function useTypedSearch(search: string, onSearch: (search: string) => void) {
  const [typed, setTyped] = useState(search);
  const [seen, setSeen] = useState(search);
  // "Show everything" clears the address; what was typed follows.
  if (seen !== search) {
    setSeen(search);
    if (search === "") setTyped("");
  }
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => onSearch(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, search, onSearch]);
  return [typed, setTyped] as const;
}

export const FilterBar = ({ filters, onChange }: FilterBarProps) => {
  const [typed, setTyped] = useTypedSearch(filters.search, (search) => onChange({ search }));
  return (
    <search className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr]">
      <TextField
        label="Search titles and transcripts"
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <SelectField
        label="Reads as"
        value={filters.emotion}
        onChange={(event) => onChange({ emotion: event.target.value })}
      >
        <option value="">Any emotion</option>
        {Object.values(RecordingsListEmotion).map((emotion) => (
          <option key={emotion} value={emotion}>
            {emotionName(emotion)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="State"
        value={filters.status}
        onChange={(event) => onChange({ status: event.target.value })}
      >
        <option value="">Any state</option>
        {Object.values(RecordingsListStatus).map((status) => (
          <option key={status} value={status}>
            {statusName(status)}
          </option>
        ))}
      </SelectField>
    </search>
  );
};
