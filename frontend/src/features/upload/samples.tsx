import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Icon } from "@/components/icons";
import { formatDuration } from "@/lib/format";

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
  const blob = await response.blob();
  return new File([blob], sample.file, { type: blob.type });
}

type SamplesProps = { onSample: (file: File, title: string) => void };

/** Clips that come with Undertone, for a first try without a recording of one's own. */
export const Samples = ({ onSample }: SamplesProps) => {
  const { data: samples = [] } = useQuery({
    queryKey: ["samples"],
    queryFn: fetchSamples,
    staleTime: Infinity,
  });
  const [pending, setPending] = useState<string | null>(null);
  if (samples.length === 0) return null;

  const take = async (sample: Sample) => {
    setPending(sample.file);
    try {
      onSample(await fetchSampleFile(sample), sample.title);
    } finally {
      setPending(null);
    }
  };

  return (
    <section aria-label="Sample clips" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h2 className="text-sm text-ink-soft">Or try one:</h2>
      {samples.map((sample) => (
        <button
          key={sample.file}
          type="button"
          disabled={pending !== null}
          onClick={() => void take(sample)}
          className="inline-flex min-h-10 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 text-sm transition-colors hover:bg-sunken disabled:opacity-60"
        >
          <Icon name="play" className="size-3" />
          {sample.title}
          <span className="figures text-ink-faint">{formatDuration(sample.duration_s)}</span>
        </button>
      ))}
    </section>
  );
};
