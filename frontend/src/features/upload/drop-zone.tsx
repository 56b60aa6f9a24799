import type { DragEvent } from "react";
import { useRef, useState } from "react";

import { Button } from "@/components/button";
import { Icon } from "@/components/icons";
import { cn } from "@/lib/cn";

type DropZoneProps = { onFiles: (files: File[]) => void };

/** Files come by drop, by click or by keyboard; what they are is for the site to judge. */
export const DropZone = ({ onFiles }: DropZoneProps) => {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };

  return (
    // Dropping is one more way in; the button inside serves the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label="Upload"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn(
        "flex flex-col items-start justify-between gap-8 rounded-lg border border-dashed p-6 transition-colors sm:p-8",
        over ? "border-ink bg-sunken" : "border-line-strong bg-surface",
      )}
    >
      <div>
        <Icon name="upload" className="size-7 text-ink-soft" />
        <h2 className="mt-4 font-serif text-xl">{over ? "Let go to add them" : "Drop recordings here"}</h2>
        <p className="mt-1 text-sm text-ink-soft">Audio or video, one or many, up to hours long.</p>
      </div>
      <Button look="solid" onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept="audio/*,video/*,.amr,.wma,.aiff,.aif,.opus,.mkv"
        aria-label="Files to analyse"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be chosen again after it failed.
          event.target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </section>
  );
};
