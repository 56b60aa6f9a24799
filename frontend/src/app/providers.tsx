import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Fragment, useState } from "react";

import { ApiError } from "@/api/request";
import { LiveUpdates } from "@/app/live-updates";
import { UploadsProvider } from "@/features/upload/uploads-context";
import { useLanguage } from "@/lib/texts";

/** A refusal stays one however often it is asked; only silence and failures of the site are worth another try. */
const worthRetrying = (failures: number, error: Error): boolean => {
  if (!(error instanceof ApiError)) return failures < 2;
  if (error.code === "busy") return failures < BUSY_RETRIES;
  return failures < 2 && (error.status === 0 || error.status >= 500);
};

/** Waits 1, 2, 4 and 8 s in between: a crowd has passed by then, or will not so soon. */
const BUSY_RETRIES = 4;

export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      // "always": a site on this very machine answers without any network.
      queries: { retry: worthRetrying, staleTime: 10_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });

export const Providers = ({ children }: { children: ReactNode }) => {
  const [client] = useState(createQueryClient);
  const language = useLanguage();
  return (
    <QueryClientProvider client={client}>
      <LiveUpdates>
        {/* A new key renders every word anew in the new language; uploads and what was read from the site stay. */}
        <UploadsProvider>
          <Fragment key={language}>{children}</Fragment>
        </UploadsProvider>
      </LiveUpdates>
    </QueryClientProvider>
  );
};
