import type { Saving } from "@/features/settings/use-preferences";
import { cn } from "@/lib/cn";

/** What came of saving, spoken too. */
export const Said = ({ said }: { said: Saving["said"] }) => (
  <p role="status" className={cn("min-h-5 text-sm", said?.failed ? "text-danger" : "text-ink-soft")}>
    {said?.words}
  </p>
);
