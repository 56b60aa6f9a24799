import type { ReactNode } from "react";

import { BrandMark, PRODUCT } from "@/components/brand-mark";
import { ThemeToggle } from "@/components/theme-toggle";
import { t } from "@/lib/texts";

/** The frame of what was sent by a link: no way leads from here into anybody's library. */
export const SharedFrame = ({ children }: { children: ReactNode }) => (
  <div className="flex min-h-dvh flex-col">
    <header className="no-print border-b border-line">
      <div className="mx-auto flex h-16 max-w-page items-center justify-between gap-3 px-gutter sm:px-8">
        <p className="flex items-center gap-2 font-serif text-xl leading-none">
          <BrandMark />
          {PRODUCT}
        </p>
        <ThemeToggle />
      </div>
    </header>
    <div className="flex-1">{children}</div>
    <footer className="no-print border-t border-line">
      <p className="mx-auto max-w-page px-gutter py-8 text-sm text-ink-faint sm:px-8">
        <span className="measure block">{t("shell.purpose")}</span>
      </p>
    </footer>
  </div>
);
