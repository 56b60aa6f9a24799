import { emotionHue, emotionShape } from "@/lib/emotions";

/** The shape of an emotion in its hue; decorative, its name always stands beside it. */
export const EmotionMark = ({ name, className = "size-3" }: { name: string; className?: string }) => (
  <svg viewBox="0 0 12 12" className={`${className} shrink-0`} aria-hidden="true">
    <path d={emotionShape(name)} fill={emotionHue(name)} fillRule="evenodd" />
  </svg>
);
