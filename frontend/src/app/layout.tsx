import { lazy, Suspense } from "react";
import { NavLink, Outlet, ScrollRestoration, useLocation } from "react-router";

import { useSession } from "@/api/session";
import { SessionGate } from "@/app/session-gate";
import { SiteState } from "@/app/site-state";
import { BrandMark, PRODUCT } from "@/components/brand-mark";
import { ThemeToggle } from "@/components/theme-toggle";
import { UpdateNotice } from "@/features/pwa/update-notice";
import { UploadMark } from "@/features/upload/upload-mark";
import { cn } from "@/lib/cn";
import type { TextKey } from "@/lib/texts";
import { loadPageTexts, t } from "@/lib/texts";

/** Only where people sign in, and then beside the page. */
const AccountMenu = lazy(async () => {
  const [{ AccountMenu: menu }] = await Promise.all([import("@/app/account-menu"), loadPageTexts()]);
  return { default: menu };
});

const LINKS = [
  { to: "/", name: "shell.new" },
  { to: "/library", name: "shell.library" },
  { to: "/models", name: "shell.models" },
  { to: "/settings", name: "shell.settings" },
] as const satisfies readonly { to: string; name: TextKey }[];

type BrandProps = {
  /** Beside the ways into the house a phone has no room for the name. */
  short?: boolean;
};

export const Brand = ({ short = false }: BrandProps) => (
  <NavLink
    to="/"
    className="flex items-center gap-2 rounded-sm font-serif text-xl leading-none"
    aria-label={t("shell.home")}
  >
    <BrandMark />
    <span className={cn(short && "max-sm:hidden")}>{PRODUCT}</span>
  </NavLink>
);

/** Room for the menu while it is fetched: nothing jumps. */
const Person = () => {
  const { data: session } = useSession();
  if (!session?.user) return null;
  return (
    <Suspense fallback={<span className="size-10 shrink-0" />}>
      <AccountMenu user={session.user} />
    </Suspense>
  );
};

/** On a phone the person's menu takes its place, and leads to the settings, too. */
const useGivesWay = (): ((to: string) => boolean) => {
  const { data: session } = useSession();
  return (to) => to === "/settings" && Boolean(session?.user);
};

const Header = () => {
  const givesWay = useGivesWay();
  const atStart = useLocation().pathname === "/";
  return (
    <header className="no-print border-b border-line">
      <div className="mx-auto flex min-h-16 max-w-page items-center gap-3 px-gutter sm:gap-8 sm:px-8">
        <Brand short />
        <nav aria-label={t("shell.navigation")} className="flex min-w-0 flex-1 flex-wrap sm:gap-2">
          {LINKS.map(({ to, name }) => (
            <NavLink
              key={to}
              to={to}
              className={({ isActive }) =>
                cn(
                  "inline-flex min-h-10 items-center rounded-md px-1.5 text-sm min-[390px]:px-2 sm:px-3",
                  isActive
                    ? "text-ink underline decoration-2 underline-offset-8"
                    : "text-ink-soft hover:text-ink",
                  givesWay(to) && "max-sm:hidden",
                )
              }
            >
              {t(name)}
              {to === "/" && !atStart && <UploadMark />}
            </NavLink>
          ))}
        </nav>
        {/* On a phone the words of some languages need its room; Settings has it too. */}
        <div className="max-sm:hidden">
          <ThemeToggle />
        </div>
        <Person />
      </div>
    </header>
  );
};

export const Footer = () => (
  <footer className="no-print border-t border-line">
    <p className="mx-auto max-w-page px-gutter py-8 text-sm text-ink-faint sm:px-8">
      <span className="measure block">{t("shell.purpose")}</span>
    </p>
  </footer>
);

export const Layout = () => (
  <SessionGate>
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="absolute -top-20 left-4 z-50 rounded-md bg-ink px-4 py-2 text-paper focus:top-3"
      >
        {t("shell.skip")}
      </a>
      <Header />
      <UpdateNotice />
      <SiteState />
      <div className="flex-1">
        <Outlet />
      </div>
      <Footer />
      <ScrollRestoration />
    </div>
  </SessionGate>
);
