import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useNavigate } from "react-router";

import type { Analysis, RecordingDetail } from "@/api/generated/undertone";
import { getRecordingsListQueryKey, useRecordingsDestroy } from "@/api/generated/undertone";
import { Button, buttonLook } from "@/components/button";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { Icon } from "@/components/icons";
import { AgainMenu } from "@/features/analysis/again-menu";
import type { ExportMenuProps } from "@/features/analysis/export-menu";
import { ExportMenu } from "@/features/analysis/export-menu";
import { errorWords } from "@/lib/error-words";
import { tellOtherTabs } from "@/lib/other-tabs";
import { t } from "@/lib/texts";

const DeleteButton = ({ analysis }: { analysis: Analysis }) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = () => {
    void navigate("/library");
    void client.invalidateQueries({ queryKey: getRecordingsListQueryKey() });
    tellOtherTabs();
  };
  const { mutate, error } = useRecordingsDestroy({
    mutation: {
      onSuccess: leave,
      // Another tab was first.
      onError: ({ status }) => status === 404 && leave(),
    },
  });
  return (
    <>
      <ConfirmDialog
        trigger={<Button icon="trash">{t("common.delete")}</Button>}
        title={t("analysis.delete.title")}
        description={t("analysis.delete.description")}
        confirm={t("analysis.delete.confirm")}
        onConfirm={() => mutate({ recordingId: analysis.recording })}
      />
      {error && error.status !== 404 && (
        <p role="alert" className="basis-full text-sm text-danger">
          {t("analysis.delete.failed", { why: errorWords(error) })}
        </p>
      )}
    </>
  );
};

type ActionsProps = ExportMenuProps & {
  recording: RecordingDetail;
  /** Of another feature: it stands among these. */
  share: ReactNode;
};

export const Actions = ({ recording, share, ...exporting }: ActionsProps) => {
  const { analysis } = exporting;
  return (
    <div className="no-print flex flex-wrap gap-2">
      {analysis.status === "done" && (
        <>
          <ExportMenu {...exporting} />
          <Link to={`/compare?ids=${analysis.id}`} className={buttonLook()}>
            <Icon name="compare" className="size-4" />
            {t("analysis.compare")}
          </Link>
        </>
      )}
      {share}
      <AgainMenu analysis={analysis} recording={recording} />
      <DeleteButton analysis={analysis} />
    </div>
  );
};
