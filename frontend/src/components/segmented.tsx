import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";

type Choice<T extends string> = { value: T; label: ReactNode; disabled?: boolean };

type SegmentedProps<T extends string> = {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
};

/** A row of choices, one of which holds; arrow keys move between them. */
export const Segmented = <T extends string>({ label, value, choices, onChange }: SegmentedProps<T>) => (
  <RadioGroup.Root
    aria-label={label}
    value={value}
    orientation="horizontal"
    onValueChange={(next) => {
      const choice = choices.find((each) => each.value === next);
      if (choice) onChange(choice.value);
    }}
    className="inline-flex flex-wrap rounded-md border border-line-strong p-0.5"
  >
    {choices.map((choice) => (
      <RadioGroup.Item
        key={choice.value}
        value={choice.value}
        disabled={choice.disabled ?? false}
        className="inline-flex min-h-8 items-center gap-1.5 rounded-sm px-3 text-sm text-ink-soft transition-colors hover:text-ink disabled:opacity-45 data-[state=checked]:bg-ink data-[state=checked]:text-paper"
      >
        {choice.label}
      </RadioGroup.Item>
    ))}
  </RadioGroup.Root>
);
