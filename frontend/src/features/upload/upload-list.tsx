import { useEffect, useRef, useState } from "react";

import { Button } from "@/components/button";
import { ProgressBar } from "@/components/progress-bar";
import { UploadRow } from "@/features/upload/upload-row";
import { shareSent, summaryWords } from "@/features/upload/upload-summary";
import type { Upload } from "@/features/upload/upload-state";
import { isPending, needsPerson } from "@/features/upload/upload-state";
import { useUploads } from "@/features/upload/uploads-context";
import { t } from "@/lib/texts";

/** More rows than this push everything else off the page. */
const SHOWN = 8;

const Summary = ({ uploads }: { uploads: readonly Upload[] }) => {
  const { cancelAll } = useUploads();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="figures flex-1 text-sm text-ink-soft">{summaryWords(uploads)}</p>
      {uploads.some(isPending) && (
        <Button look="quiet" className="-mr-3 sm:-mr-4" onClick={cancelAll}>
          {t("upload.cancelAll")}
        </Button>
      )}
      <div className="w-full">
        <ProgressBar label={t("upload.allFiles")} share={shareSent(uploads)} />
      </div>
    </div>
  );
};

/** What moves, and what waits for a person, stands above what merely waits its turn. */
const rank = (upload: Upload): number => {
  if (needsPerson(upload)) return 0;
  return upload.state === "waiting" || upload.state === "ready" ? 2 : 1;
};

const Rows = ({ uploads }: { uploads: readonly Upload[] }) => {
  const [all, setAll] = useState(false);
  const rows = uploads.filter(({ state }) => state !== "sent").sort((a, b) => rank(a) - rank(b));
  const hidden = rows.length - SHOWN;
  return (
    <>
      <ul className="mt-3 flex flex-col gap-2">
        {(all ? rows : rows.slice(0, SHOWN)).map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
      {hidden > 0 && (
        <Button look="quiet" className="mt-2" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("upload.fewer") : t("upload.more", { count: hidden })}
        </Button>
      )}
    </>
  );
};

/** What is on its way or was refused; what arrived shows among the analyses instead. */
export const UploadList = () => {
  const { uploads } = useUploads();
  const moving = uploads.some(({ state }) => state !== "sent");
  const list = useRef<HTMLElement>(null);
  // On a phone it would begin below what is seen.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no way to clean up an effect.
    list.current?.scrollIntoView({ block: "nearest" });
  }, [moving]);
  return (
    <>
      {/* Always there: what is put in together with its words, screen readers pass over. */}
      <p role="status" className="sr-only">
        {summaryWords(uploads)}
      </p>
      {moving && (
        <section ref={list} aria-label={t("upload.list")}>
          {uploads.length > 1 && <Summary uploads={uploads} />}
          <Rows uploads={uploads} />
        </section>
      )}
    </>
  );
};
