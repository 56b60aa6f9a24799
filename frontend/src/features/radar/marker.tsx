import type { Marker as Kind } from "@/features/radar/stream-style";

type MarkerProps = { kind: Kind; x: number; y: number; colour: string };

/** What a stream's line carries on each axis: solid for the voice and the face, hollow for the words. */
export const Marker = ({ kind, x, y, colour }: MarkerProps) => {
  if (kind === "circle") return <circle cx={x} cy={y} r={3} fill={colour} />;
  if (kind === "triangle") {
    return <polygon points={`${x},${y - 4} ${x + 3.8},${y + 2.6} ${x - 3.8},${y + 2.6}`} fill={colour} />;
  }
  if (kind === "none") return null;
  return (
    <rect x={x - 3} y={y - 3} width={6} height={6} fill="var(--surface)" stroke={colour} strokeWidth={1.4} />
  );
};
