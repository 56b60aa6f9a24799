import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { Navigate } from "react-router";

import type { Session } from "@/api/generated/undertone";
import { useSession } from "@/api/session";
import { Brand, Footer } from "@/app/layout";
import { SiteState } from "@/app/site-state";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { ThemeToggle } from "@/components/theme-toggle";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

type DoorProps = { title: string; children: ReactNode };

/** The frame of what one sees before one is in: no way leads into the house but this. */
export const Door = ({ title, children }: DoorProps) => (
  <div className="flex min-h-dvh flex-col">
    <header className="mx-auto flex h-16 w-full max-w-page items-center justify-between gap-3 px-gutter sm:px-8">
      <Brand />
      <ThemeToggle />
    </header>
    <SiteState />
    <div className="flex flex-1 flex-col sm:justify-center">
      <Page title={title}>
        <div className="mx-auto flex w-full max-w-[25rem] flex-col gap-5 sm:rounded-lg sm:border sm:border-line sm:bg-surface sm:p-8">
          {children}
        </div>
      </Page>
    </div>
    <Footer />
  </div>
);

/** What the door says; read out when it takes the place of something else. */
export const DoorTitle = ({ children, announced = false }: { children: ReactNode; announced?: boolean }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (announced) heading.current?.focus();
  }, [announced]);
  return (
    <h1 ref={heading} tabIndex={-1} className="font-serif text-2xl outline-none">
      {children}
    </h1>
  );
};

const NoAnswer = ({ title, error, again }: { title: string; error: Error; again: () => void }) => (
  <Door title={title}>
    <DoorTitle>{title}</DoorTitle>
    <Notice
      title={t("account.noAnswer")}
      tone="danger"
      action={<Button onClick={again}>{t("common.tryAgain")}</Button>}
    >
      {errorWords(error)}
    </Notice>
  </Door>
);

type WithSessionProps = {
  title: string;
  /** Where those go who are in already. */
  inside: string;
  children: (session: Session) => ReactNode;
};

/** Asks the site who is there; on a machine without accounts there is no door. */
export const WithSession = ({ title, inside, children }: WithSessionProps) => {
  const { data: session, error, refetch } = useSession();
  if (session && (session.accounts === "local" || session.user)) return <Navigate to={inside} replace />;
  if (session) return children(session);
  if (error) return <NoAnswer title={title} error={error} again={() => void refetch()} />;
  return <Door title={title}>{null}</Door>;
};
