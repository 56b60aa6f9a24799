import { cn } from "@/lib/cn";
import { useOnline } from "@/lib/online";
import { t } from "@/lib/texts";

/** A grey stand-in of the size of what is coming. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div className={cn("animate-pulse rounded-md bg-sunken", className)} />
);

const NotKeptHere = () => (
  <p role="status" className="measure py-4 text-ink-soft">
    {t("common.notKeptHere")}
  </p>
);

/** What is being fetched; without a connection nothing is, and it says so instead of promising. */
export const Loading = ({ label, children }: { label: string; children: React.ReactNode }) => {
  const online = useOnline();
  return online ? (
    <div role="status" aria-label={label}>
      {children}
    </div>
  ) : (
    <NotKeptHere />
  );
};

/** What could not be fetched, and why; without a connection there is nothing to try again, and it comes by itself. */
export const NotFetched = ({ children }: { children: React.ReactNode }) =>
  useOnline() ? children : <NotKeptHere />;
