import type { ReactNode } from "react";

import { Button } from "@/components/button";
import type { AuthFormState } from "@/features/account/use-auth-form";
import { cn } from "@/lib/cn";

type AuthFormProps = {
  form: AuthFormState;
  label: string;
  submit: string;
  children: ReactNode;
  /** Beside the button. */
  more?: ReactNode;
  wide?: boolean;
};

/** What concerns the whole form is said above its button, at once and aloud. */
export const AuthForm = ({ form, label, submit, children, more, wide = true }: AuthFormProps) => (
  <form noValidate aria-label={label} onSubmit={form.onSubmit} className="flex flex-col gap-4">
    {children}
    <p role="alert" className={cn("text-sm text-danger", !form.problems[""] && "sr-only")}>
      {form.problems[""]}
    </p>
    <div className="flex flex-wrap items-center gap-3">
      <Button
        type="submit"
        look="solid"
        aria-disabled={form.busy}
        className={cn(wide && "w-full", form.busy && "opacity-60")}
      >
        {submit}
      </Button>
      {more}
    </div>
  </form>
);
