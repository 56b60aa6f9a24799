import type { ComponentProps, MouseEvent } from "react";

import type { IconName } from "@/components/icons";
import { Icon } from "@/components/icons";
import { cn } from "@/lib/cn";

type Look = "solid" | "outline" | "quiet" | "danger";

const LOOKS: Readonly<Record<Look, string>> = {
  solid: "bg-ink text-paper hover:bg-ink-soft",
  outline: "border border-line-strong text-ink hover:bg-sunken",
  quiet: "text-ink-soft hover:bg-sunken hover:text-ink",
  danger: "border border-danger text-danger hover:bg-danger hover:text-paper",
};

export const buttonLook = (look: Look = "outline"): string =>
  cn(
    // On one line wherever there is one for it, and in two where the text is enlarged beyond the window.
    "inline-flex min-h-10 max-w-full shrink-0 items-center justify-center gap-2 rounded-md px-3 py-1 text-center text-sm font-medium sm:px-4",
    "transition-colors disabled:opacity-50",
    LOOKS[look],
  );

type ButtonProps = ComponentProps<"button"> & { look?: Look; icon?: IconName };

/** The second half of a double click sends nothing: a button goes grey only with the next frame, and two links or tokens are made. */
const notTwice = (event: MouseEvent): void => {
  if (event.detail > 1) event.preventDefault();
};

export const Button = ({ look = "outline", icon, className, children, ...rest }: ButtonProps) => (
  <button
    type="button"
    className={cn(buttonLook(look), className)}
    {...(rest.type === "submit" && { onClick: notTwice })}
    {...rest}
  >
    {icon && <Icon name={icon} className="size-4" />}
    {children}
  </button>
);

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> & { icon: IconName; label: string };

export const IconButton = ({ icon, label, className, ...rest }: IconButtonProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    className={cn(
      "inline-flex size-9 items-center justify-center rounded-md text-ink-soft transition-colors hover:bg-sunken",
      "hover:text-ink disabled:opacity-50",
      className,
    )}
    {...rest}
  >
    <Icon name={icon} className="size-4" />
  </button>
);
