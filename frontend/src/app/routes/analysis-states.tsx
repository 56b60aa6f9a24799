import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Loading, NotFetched, Skeleton } from "@/components/skeleton";
import { errorWords } from "@/lib/error-words";
import { t } from "@/lib/texts";

/** The transcript, and beside it what it reads as: as wide before anything is read as afterwards, so that nothing jumps. */
export const READING_COLUMNS =
  "grid grid-cols-1 items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(22rem,36%)] lg:gap-8 xl:grid-cols-[minmax(0,1fr)_max(30rem,34%)] xl:gap-12";

export const AnalysisLoading = () => (
  <Loading label={t("analysis.loading")}>
    {/* As high as what is coming is at least: the foot of the page stays out of sight and does not jump. */}
    <div className="flex min-h-dvh flex-col gap-8">
      <div className="flex flex-col gap-3">
        <Skeleton className="h-9 w-3/5 max-w-md" />
        <Skeleton className="h-5 w-4/5 max-w-xl" />
      </div>
      <Skeleton className="h-72" />
      <div className={READING_COLUMNS}>
        <Skeleton className="h-96" />
        <Skeleton className="h-96" />
      </div>
    </div>
  </Loading>
);

export const AnalysisFailed = ({ error, onRetry }: { error: Error; onRetry: () => void }) => (
  <NotFetched>
    <Notice
      title={t("analysis.notLoaded")}
      tone="danger"
      action={
        <Button icon="again" onClick={onRetry}>
          {t("common.tryAgain")}
        </Button>
      }
    >
      {errorWords(error)}
    </Notice>
  </NotFetched>
);

/** While it runs, before the first segment: the shape of what is coming. */
export const NothingYet = () => (
  <div className={READING_COLUMNS}>
    <div>
      <h2 className="font-serif text-xl">{t("transcript.name")}</h2>
      <p className="mt-3 border-t border-line py-6 text-ink-soft">{t("analysis.firstWords")}</p>
    </div>
    <div
      aria-hidden="true"
      className="flex h-80 items-center justify-center rounded-lg border border-dashed border-line-strong"
    >
      <svg viewBox="0 0 100 100" className="size-40 text-line-strong" fill="none" stroke="currentColor">
        {[46, 32.5, 23, 14.5].map((radius) => (
          <circle key={radius} cx="50" cy="50" r={radius} strokeDasharray="1.500 3" />
        ))}
      </svg>
    </div>
  </div>
);

/** Done, and there was nothing to read. */
export const NoSpeech = () => (
  <Notice title={t("analysis.noSpeech.title")}>{t("analysis.noSpeech.advice")}</Notice>
);
