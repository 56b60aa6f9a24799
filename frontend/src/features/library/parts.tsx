import type { Part } from "@/api/generated/undertone";

/** A text in which what was looked for is marked: bold and underlined, so that colour does not speak alone. */
export const Parts = ({ parts }: { parts: readonly Part[] }) =>
  parts.map(({ text, found }, place) =>
    found ? (
      <mark
        key={place}
        className="rounded-xs bg-sunken px-0.5 font-semibold text-ink underline decoration-2 underline-offset-4"
      >
        {text}
      </mark>
    ) : (
      text
    ),
  );
