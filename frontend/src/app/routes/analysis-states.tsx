import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Loading, Skeleton } from "@/components/skeleton";

export const AnalysisLoading = () => (
  <Loading label="Loading the analysis">
    <div className="flex flex-col gap-8">
      <Skeleton className="h-72" />
      <div className="grid gap-8 lg:grid-cols-[1fr_28rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-96" />
      </div>
    </div>
  </Loading>
);

export const AnalysisFailed = ({ error, onRetry }: { error: Error; onRetry: () => void }) => (
  <Notice
    title="The analysis could not be loaded"
    tone="danger"
    action={
      <Button icon="again" onClick={onRetry}>
        Try again
      </Button>
    }
  >
    {error.message}
  </Notice>
);
