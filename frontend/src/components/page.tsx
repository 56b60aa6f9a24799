import type { ReactNode } from "react";
import { useEffect } from "react";

import { useArrivalFocus } from "@/lib/use-arrival-focus";

/** Every page: its name in the tab, and one column that breathes. */
export const Page = ({ title, children }: { title: string; children: ReactNode }) => {
  useEffect(() => {
    document.title = title === "Undertone" ? title : `${title} · Undertone`;
  }, [title]);
  useArrivalFocus();
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto w-full max-w-page px-gutter py-8 outline-none sm:px-8 sm:py-12"
    >
      {children}
    </main>
  );
};
