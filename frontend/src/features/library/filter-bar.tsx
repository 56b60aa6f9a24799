import type { Ref } from "react";
import { useEffect, useId, useState } from "react";

import { RecordingsListEmotion, RecordingsListStatus, useModelsList } from "@/api/generated/undertone";
import { Button } from "@/components/button";
import { SelectField, TextField } from "@/components/fields";
import type { LibraryFilters, Order } from "@/features/library/library-filters";
import { isFiltered, NEWEST_FIRST } from "@/features/library/library-filters";
import { cn } from "@/lib/cn";
import { emotionName } from "@/lib/emotions";
import { statusName } from "@/lib/stages";
import { t } from "@/lib/texts";

const TYPING_PAUSE_MS = 300;

/** Asks only once the typing pauses. */
function useTypedSearch(search: string, onSearch: (search: string) => void) {
  const [typed, setTyped] = useState(search);
  const [seen, setSeen] = useState(search);
  const [asked, setAsked] = useState<string>();
  // "Show everything" clears the address, and going back restores it; what was typed follows. What was asked for here
  // arrives later, when more may have been typed.
  if (seen !== search) {
    setSeen(search);
    if (search === asked) setAsked(undefined);
    else setTyped(search);
  }
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => {
      setAsked(typed);
      onSearch(typed);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, search, onSearch]);
  return [typed, setTyped] as const;
}

type ChangeProps = { filters: LibraryFilters; onChange: (change: Partial<LibraryFilters>) => void };

const EmotionField = ({ filters, onChange }: ChangeProps) => (
  <SelectField
    label={t("library.filters.emotion")}
    value={filters.emotion}
    onChange={(event) => onChange({ emotion: event.target.value })}
  >
    <option value="">{t("library.filters.anyEmotion")}</option>
    {Object.values(RecordingsListEmotion).map((emotion) => (
      <option key={emotion} value={emotion}>
        {emotionName(emotion)}
      </option>
    ))}
  </SelectField>
);

const StateField = ({ filters, onChange }: ChangeProps) => (
  <SelectField
    label={t("library.filters.state")}
    value={filters.status}
    onChange={(event) => onChange({ status: event.target.value })}
  >
    <option value="">{t("library.filters.anyState")}</option>
    {Object.values(RecordingsListStatus).map((status) => (
      <option key={status} value={status}>
        {statusName(status)}
      </option>
    ))}
  </SelectField>
);

const ModelField = ({ filters, onChange }: ChangeProps) => {
  const { data: models = [] } = useModelsList();
  const names = new Set([...models.map((model) => model.id), ...(filters.model ? [filters.model] : [])]);
  return (
    <SelectField
      label={t("library.filters.model")}
      value={filters.model}
      onChange={(event) => onChange({ model: event.target.value })}
    >
      <option value="">{t("library.filters.anyModel")}</option>
      {[...names].map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  );
};

/** Each beside its opposite, the most asked for first. */
const ORDERS: readonly Order[] = [
  "-created_at",
  "created_at",
  "title",
  "-title",
  "-duration_s",
  "duration_s",
  "-size_bytes",
  "size_bytes",
];

const orderOf = (value: string): Order | undefined => ORDERS.find((each) => each === value);

const OrderField = ({ filters, onChange }: ChangeProps) => (
  <SelectField
    label={t("library.filters.order")}
    value={filters.order}
    onChange={(event) => onChange({ order: orderOf(event.target.value) ?? filters.order })}
  >
    {ORDERS.map((order) => (
      <option key={order} value={order}>
        {t(`library.filters.orders.${order}`)}
      </option>
    ))}
  </SelectField>
);

const DayFields = ({ filters, onChange }: ChangeProps) => (
  <>
    <TextField
      label={t("library.filters.from")}
      type="date"
      value={filters.from}
      max={filters.to || undefined}
      onChange={(event) => onChange({ from: event.target.value })}
    />
    <TextField
      label={t("library.filters.to")}
      type="date"
      value={filters.to}
      min={filters.from || undefined}
      onChange={(event) => onChange({ to: event.target.value })}
    />
  </>
);

const isNarrowed = (filters: LibraryFilters): boolean =>
  isFiltered({ ...filters, search: "" }) || filters.order !== NEWEST_FIRST;

type FilterBarProps = ChangeProps & { searchField: Ref<HTMLInputElement> };

export const FilterBar = ({ filters, onChange, searchField }: FilterBarProps) => {
  const [typed, setTyped] = useTypedSearch(filters.search, (search) => onChange({ search }));
  // Folded away on a phone, unless one of them is at work: it has to be seen why something is missing.
  const [open, setOpen] = useState(() => isNarrowed(filters));
  const fields = useId();
  return (
    <search className="flex flex-col gap-3">
      <TextField
        ref={searchField}
        label={t("library.filters.search")}
        hint={t("library.filters.searchHint")}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button
        className="self-start sm:hidden"
        aria-expanded={open}
        aria-controls={fields}
        onClick={() => setOpen(!open)}
      >
        {t(open ? "library.filters.fewer" : "library.filters.more")}
      </Button>
      <div
        id={fields}
        className={cn(
          "grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.25rem),1fr))] items-end gap-3 sm:grid-cols-3 lg:grid-cols-6",
          !open && "max-sm:hidden",
        )}
      >
        <EmotionField filters={filters} onChange={onChange} />
        <StateField filters={filters} onChange={onChange} />
        <ModelField filters={filters} onChange={onChange} />
        <DayFields filters={filters} onChange={onChange} />
        <OrderField filters={filters} onChange={onChange} />
      </div>
    </search>
  );
};
