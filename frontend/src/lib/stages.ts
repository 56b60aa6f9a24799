/** What a running analysis is doing, in words. */

import { t, textOfCode } from "@/lib/texts";

export const stageWords = (status: string, stage: string | null): string =>
  status === "queued"
    ? t("reading.stage.queued")
    : (textOfCode("reading.stage", stage ?? "") ?? t("reading.stage.starting"));

export const statusName = (status: string): string => textOfCode("reading.status", status) ?? status;

export const isActive = (status: string): boolean => status === "queued" || status === "running";
