import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Icon } from "@/components/icons";
import { cn } from "@/lib/cn";
import { formatDuration } from "@/lib/format";
import { t } from "@/lib/texts";

type Sample = { file: string; title: string; mood: string; duration_s: number };

const isSample = (value: unknown): value is Sample =>
  typeof value === "object" && value !== null && "file" in value && "title" in value;

async function fetchSamples(): Promise<Sample[]> {
  const response = await fetch("/samples/samples.json");
  if (!response.ok) return [];
  const listed: unknown = await response.json();
  return Array.isArray(listed) ? listed.filter(isSample) : [];
}

async function fetchSampleFile(sample: Sample): Promise<File> {
  const response = await fetch(`/samples/${sample.file}`);
  if (!response.ok) throw new Error(`${sample.file} is not there`);
  const blob = await response.blob();
  return new File([blob], sample.file, { type: blob.type });
}

/** Fetches the clip that was asked for, and says so where that fails. */
function useTake(onSample: SamplesProps["onSample"]) {
  const [pending, setPending] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const take = async (sample: Sample) => {
    setPending(sample.file);
    setFailed(false);
    try {
      onSample(await fetchSampleFile(sample), sample.title);
    } catch {
      setFailed(true);
    } finally {
      setPending(null);
    }
  };
  return { take, pending, failed };
}

type SamplesProps = {
  lead: string;
  /** The lead on a line of its own on every screen, not on a phone alone. */
  stacked?: boolean;
  onSample: (file: File, title: string) => void;
};

/** Clips that come with Undertone, for a first try without a recording of one's own. */
export const Samples = ({ lead, stacked = false, onSample }: SamplesProps) => {
  const { data: samples = [] } = useQuery({
    queryKey: ["samples"],
    queryFn: fetchSamples,
    staleTime: Infinity,
  });
  const { take, pending, failed } = useTake(onSample);
  if (samples.length === 0) return null;
  return (
    <section aria-label={t("upload.samples.name")} className="flex flex-wrap items-center gap-x-2 gap-y-2">
      <h2 className={cn("basis-full text-sm text-ink-soft", !stacked && "sm:basis-auto")}>{lead}</h2>
      {samples.map((sample) => (
        <button
          key={sample.file}
          type="button"
          disabled={pending !== null}
          onClick={() => void take(sample)}
          className="inline-flex min-h-10 flex-wrap items-center gap-x-2 rounded-[1.25rem] border border-line-strong bg-surface px-4 py-1 text-left text-sm transition-colors hover:bg-sunken disabled:opacity-60"
        >
          <Icon name="play" className="size-3" />
          {/* The clips are English, whatever the page's language. */}
          <span lang="en">{sample.title}</span>
          <span className="figures text-ink-faint">{formatDuration(sample.duration_s)}</span>
        </button>
      ))}
      {failed && (
        <p role="alert" className="w-full text-sm text-danger">
          {t("upload.samples.failed")}
        </p>
      )}
    </section>
  );
};
