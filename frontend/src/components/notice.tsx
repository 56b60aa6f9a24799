import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

type NoticeProps = { title: string; children?: ReactNode; tone?: "plain" | "danger"; action?: ReactNode };

/** A calm box for what went wrong or is not there yet. Problems are announced. */
export const Notice = ({ title, children, tone = "plain", action }: NoticeProps) => (
  <div
    role={tone === "danger" ? "alert" : undefined}
    className={cn("rounded-lg border bg-surface p-card", tone === "danger" ? "border-danger" : "border-line")}
  >
    <p className={cn("font-medium", tone === "danger" && "text-danger")}>{title}</p>
    {children && <div className="measure mt-1 text-sm text-ink-soft">{children}</div>}
    {action && <div className="mt-4 flex flex-wrap gap-2">{action}</div>}
  </div>
);
