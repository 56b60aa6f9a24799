import { Link } from "react-router";

import { Button, buttonLook, IconButton } from "@/components/button";
import { ProgressBar } from "@/components/progress-bar";
import { ApiError } from "@/api/request";
import { NoFilm } from "@/features/upload/limits";
import { isFinal } from "@/features/upload/retry";
import type { Upload } from "@/features/upload/upload-state";
import { sizeWords, uploadWords } from "@/features/upload/upload-words";
import { useUploads } from "@/features/upload/uploads-context";
import { cn } from "@/lib/cn";
import { t } from "@/lib/texts";

const isProblem = ({ state }: Upload): boolean => state === "failed" || state === "refused";

/** Where the same file was analysed before, and the way to do it again all the same. */
const KnownActions = ({ upload }: { upload: Upload }) => {
  const { sendAnyway, cancel } = useUploads();
  const analysis = upload.known && "recording" in upload.known ? upload.known.recording.analysis : null;
  return (
    <>
      {analysis && (
        <Link
          to={`/analyses/${analysis.id}`}
          className={buttonLook("solid")}
          onClick={() => cancel(upload.key)}
        >
          {t("upload.openIt")}
        </Link>
      )}
      <Button onClick={() => sendAnyway(upload.key)}>{t("upload.analyseAnyway")}</Button>
    </>
  );
};

/** What a file's type promised, the site may not have found in it. */
const lacksFilm = ({ problem }: Upload): boolean =>
  problem instanceof NoFilm || (problem instanceof ApiError && problem.code === "no_video");

const RowActions = ({ upload }: { upload: Upload }) => {
  const { retry, retryWithDefaultModel } = useUploads();
  if (isProblem(upload) && lacksFilm(upload)) {
    return <Button onClick={() => retryWithDefaultModel(upload.key)}>{t("upload.withDefaultModel")}</Button>;
  }
  if (upload.state === "known") return <KnownActions upload={upload} />;
  if (upload.state === "lost") {
    return (
      <Button icon="again" onClick={() => retry(upload.key)}>
        {t("upload.tryNow")}
      </Button>
    );
  }
  if (upload.state === "failed" && !isFinal(upload.problem)) {
    return (
      <Button icon="again" onClick={() => retry(upload.key)}>
        {t("upload.sendAgain")}
      </Button>
    );
  }
  return null;
};

const isMoving = ({ state }: Upload): boolean => state === "sending" || state === "checking";

const RowProgress = ({ upload }: { upload: Upload }) => {
  const name = upload.file.name;
  const label =
    upload.state === "sending" ? t("upload.sendingFile", { name }) : t("upload.checkingFile", { name });
  return (
    <div className="mt-2">
      <ProgressBar label={label} share={upload.share} />
    </div>
  );
};

export const UploadRow = ({ upload }: { upload: Upload }) => {
  const { cancel } = useUploads();
  const name = upload.file.name;
  const ended = isProblem(upload) || upload.state === "known";
  return (
    <li className="rounded-md border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-[1_1_14rem]">
          <p className="truncate font-medium" title={name}>
            {name}
          </p>
          <p
            role={isProblem(upload) ? "alert" : undefined}
            className={cn("figures text-sm", isProblem(upload) ? "text-danger" : "text-ink-soft")}
          >
            {uploadWords(upload)}
            {/* After a whole sentence it would be one thing too many. */}
            {!ended && upload.state !== "lost" && (
              <span className="text-ink-faint"> · {sizeWords(upload)}</span>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <RowActions upload={upload} />
          <IconButton
            icon="close"
            label={ended ? t("upload.dismiss", { name }) : t("upload.cancel", { name })}
            onClick={() => cancel(upload.key)}
          />
        </div>
      </div>
      {isMoving(upload) && <RowProgress upload={upload} />}
    </li>
  );
};
