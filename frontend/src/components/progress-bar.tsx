type ProgressBarProps = { label: string; share: number };

export const ProgressBar = ({ label, share }: ProgressBarProps) => {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 overflow-hidden rounded-full bg-line"
    >
      <div
        className="h-full origin-left bg-ink transition-transform duration-500 ease-settle"
        style={{ transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
};
