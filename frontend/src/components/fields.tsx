import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

import { cn } from "@/lib/cn";

const box =
  "min-h-10 w-full rounded-md border border-line-strong bg-surface px-3 text-sm text-ink placeholder:text-ink-faint";

type SelectFieldProps = ComponentProps<"select"> & { label: string; hint?: ReactNode };

export const SelectField = ({ label, hint, className, children, ...rest }: SelectFieldProps) => {
  const id = useId();
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm text-ink-soft">
        {label}
      </label>
      <select id={id} className={box} {...rest}>
        {children}
      </select>
      {hint && <p className="text-xs text-ink-faint">{hint}</p>}
    </div>
  );
};

type TextFieldProps = ComponentProps<"input"> & { label: string; hint?: ReactNode };

export const TextField = ({ label, hint, className, ...rest }: TextFieldProps) => {
  const id = useId();
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm text-ink-soft">
        {label}
      </label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} className={box} {...rest} />
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-ink-faint">
          {hint}
        </p>
      )}
    </div>
  );
};
