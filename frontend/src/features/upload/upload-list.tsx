import { Button, IconButton } from "@/components/button";
import { ProgressBar } from "@/components/progress-bar";
import type { Upload } from "@/features/upload/upload-state";
import { useUploads } from "@/features/upload/uploads-context";
import { formatBytes, formatPercent } from "@/lib/format";

const stateWords = (upload: Upload): string => {
  if (upload.state === "failed") return upload.problem ?? "The file could not be sent.";
  if (upload.state === "waiting") return "Waiting to be sent";
  return upload.share < 1 ? `Sending, ${formatPercent(upload.share)}` : "The site is looking at it";
};

const UploadRow = ({ upload }: { upload: Upload }) => {
  const { cancel, retry } = useUploads();
  const failed = upload.state === "failed";
  return (
    <li className="rounded-md border border-line bg-surface px-4 py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{upload.file.name}</p>
          <p
            role={failed ? "alert" : undefined}
            className={failed ? "text-sm text-danger" : "text-sm text-ink-soft"}
          >
            {stateWords(upload)}{" "}
            {!failed && <span className="text-ink-faint">· {formatBytes(upload.file.size)}</span>}
          </p>
        </div>
        {failed && (
          <Button onClick={() => retry(upload.key)} icon="again">
            Send again
          </Button>
        )}
        <IconButton
          icon="close"
          label={failed ? `Dismiss ${upload.file.name}` : `Cancel ${upload.file.name}`}
          onClick={() => cancel(upload.key)}
        />
      </div>
      {!failed && (
        <div className="mt-2">
          <ProgressBar label={`Sending ${upload.file.name}`} share={upload.share} />
        </div>
      )}
    </li>
  );
};

/** What is on its way or was refused; what arrived shows among the analyses instead. */
export const UploadList = () => {
  const { uploads } = useUploads();
  const shown = uploads.filter((upload) => upload.state !== "sent");
  if (shown.length === 0) return null;
  return (
    <section aria-label="Uploads">
      <ul className="flex flex-col gap-2">
        {shown.map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
    </section>
  );
};
