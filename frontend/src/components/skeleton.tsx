import { cn } from "@/lib/cn";

/** A grey stand-in of the size of what is coming. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div className={cn("animate-pulse rounded-md bg-sunken", className)} />
);

export const Loading = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div role="status" aria-label={label}>
    {children}
  </div>
);
