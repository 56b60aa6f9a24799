import type { ComponentProps, ReactNode } from "react";
import { useId, useLayoutEffect, useRef, useState } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/texts";

const BOX =
  "min-h-11 w-full rounded-md border bg-surface px-3 text-base text-ink read-only:bg-sunken placeholder:text-ink-faint sm:text-sm";

type AuthFieldProps = Omit<ComponentProps<"input">, "id" | "ref"> & {
  label: string;
  problem: string | undefined;
  hint?: ReactNode;
  /** Takes the focus as soon as it is there: the page is about it. */
  first?: boolean;
  beside?: ReactNode;
};

/** A field with its own problem under it, tied to it for those who do not see the page. */
export const AuthField = ({
  label,
  problem,
  hint,
  first = false,
  beside,
  className,
  ...rest
}: AuthFieldProps) => {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // Before anything is drawn: whoever types at once types into it.
  useLayoutEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  const described = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm text-ink-soft">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          ref={input}
          required
          aria-invalid={problem ? true : undefined}
          aria-describedby={described || undefined}
          className={cn(BOX, problem ? "border-danger" : "border-line-strong", Boolean(beside) && "pr-20")}
          {...rest}
        />
        {beside}
      </div>
      {problem && (
        <p id={`${id}-problem`} className="text-sm text-danger">
          {problem}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-ink-faint">
          {hint}
        </p>
      )}
    </div>
  );
};

type EmailFieldProps = Pick<AuthFieldProps, "problem" | "first" | "defaultValue" | "readOnly">;

export const EmailField = (props: EmailFieldProps) => (
  <AuthField
    name="email"
    type="email"
    label={t("account.email")}
    autoComplete="username"
    inputMode="email"
    autoCapitalize="none"
    spellCheck={false}
    {...props}
  />
);

type PasswordFieldProps = Pick<AuthFieldProps, "problem" | "first" | "hint"> & {
  name?: string;
  label?: string;
  /** A new one is suggested by password managers, the current one filled in. */
  kind: "current" | "new";
};

/** The word on the button says what it does; the field says by its type what it shows. */
export const PasswordField = ({
  name = "password",
  label = t("account.password"),
  kind,
  ...rest
}: PasswordFieldProps) => {
  const [shown, show] = useState(false);
  return (
    <AuthField
      name={name}
      type={shown ? "text" : "password"}
      label={label}
      autoComplete={`${kind}-password`}
      autoCapitalize="none"
      spellCheck={false}
      beside={
        <button
          type="button"
          aria-label={t(shown ? "account.hidePassword" : "account.showPassword")}
          aria-pressed={shown}
          onClick={() => show(!shown)}
          className="absolute inset-y-1 right-1 rounded-sm px-3 text-sm text-ink-soft underline underline-offset-4 hover:text-ink"
        >
          {t(shown ? "account.hide" : "account.show")}
        </button>
      }
      {...rest}
    />
  );
};

type CodeFieldProps = Pick<AuthFieldProps, "problem" | "first" | "hint"> & { recovery?: boolean };

/** Phones offer the code by themselves; a recovery code has letters, too. */
export const CodeField = ({ recovery = false, ...rest }: CodeFieldProps) => (
  <AuthField
    name="code"
    type="text"
    label={t(recovery ? "account.second.recoveryCode" : "account.second.code")}
    autoComplete={recovery ? "off" : "one-time-code"}
    inputMode={recovery ? "text" : "numeric"}
    autoCapitalize="none"
    autoCorrect="off"
    spellCheck={false}
    {...rest}
  />
);
