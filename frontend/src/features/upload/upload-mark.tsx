import { shareSent, summaryWords } from "@/features/upload/upload-summary";
import { needsPerson } from "@/features/upload/upload-state";
import { useUploads } from "@/features/upload/uploads-context";

const SIZE = 16;
const RADIUS = 6.5;

/** A ring that fills; a full one with a stroke in it where a person is asked. */
const Ring = ({ share, asking }: { share: number; asking: boolean }) => (
  <svg
    viewBox={`0 0 ${SIZE} ${SIZE}`}
    aria-hidden="true"
    className={asking ? "size-4 shrink-0 text-danger" : "size-4 shrink-0 text-ink"}
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
  >
    <circle cx="8" cy="8" r={RADIUS} className={asking ? undefined : "stroke-line-strong"} />
    {asking ? (
      <path d="M8 4.500v4M8 11.200v.100" strokeLinecap="round" />
    ) : (
      <circle
        cx="8"
        cy="8"
        r={RADIUS}
        pathLength={1}
        strokeDasharray={`${share} 1`}
        transform={`rotate(-90 ${SIZE / 2} ${SIZE / 2})`}
      />
    )}
  </svg>
);

/** What is on its way, told beside the link that leads to it: on every other page nothing else would tell of it. */
export const UploadMark = () => {
  const { uploads } = useUploads();
  if (uploads.every(({ state }) => state === "sent")) return null;
  const words = summaryWords(uploads);
  return (
    <span title={words} className="ml-1.5 inline-flex">
      <Ring share={shareSent(uploads)} asking={uploads.some(needsPerson)} />
      <span className="sr-only">: {words}</span>
    </span>
  );
};
