import { DropdownMenu } from "radix-ui";

import type { Analysis } from "@/api/generated/undertone";
import { getAnalysesExportRetrieveUrl } from "@/api/generated/undertone";
import { buttonLook } from "@/components/button";
import { Icon } from "@/components/icons";
import { MENU_BOX, MENU_HEADING, MENU_ITEM } from "@/components/menu";
import { t } from "@/lib/texts";

/** What the site writes; what each is called, and for what it is good, stands in the texts. */
export const FORMATS = [
  { format: "json", text: "json" },
  { format: "csv", text: "csv" },
  { format: "words.csv", text: "wordsCsv" },
  { format: "srt", text: "srt" },
  { format: "vtt", text: "vtt" },
  { format: "textgrid", text: "textgrid" },
] as const;

export type Drawing = "radar" | "timeline";
export type DrawingFormat = "png" | "svg";

const DRAWINGS = [
  { drawing: "radar", format: "png" },
  { drawing: "radar", format: "svg" },
  { drawing: "timeline", format: "png" },
  { drawing: "timeline", format: "svg" },
] as const satisfies readonly { drawing: Drawing; format: DrawingFormat }[];

const Line = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;

export type ExportMenuProps = {
  analysis: Analysis;
  onSaveDrawing: (drawing: Drawing, format: DrawingFormat) => void;
  onPrint: () => void;
  /** Where the site writes a format; its owner's address unless another is said. */
  addressOf?: typeof getAnalysesExportRetrieveUrl;
};

export const ExportMenu = ({
  analysis,
  onSaveDrawing,
  onPrint,
  addressOf = getAnalysesExportRetrieveUrl,
}: ExportMenuProps) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger className={buttonLook()}>
      <Icon name="download" className="size-4" />
      {t("analysis.export.name")}
    </DropdownMenu.Trigger>
    <DropdownMenu.Content
      align="start"
      sideOffset={6}
      collisionPadding={8}
      className={`${MENU_BOX} max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto`}
    >
      <DropdownMenu.Label className={MENU_HEADING}>{t("analysis.export.data")}</DropdownMenu.Label>
      {FORMATS.map(({ format, text }) => (
        <DropdownMenu.Item key={format} asChild>
          <a className={MENU_ITEM} href={addressOf(analysis.id, format)} download>
            <span className="flex-1">{t(`analysis.export.${text}.name`)}</span>
            <span className="text-xs text-ink-faint">{t(`analysis.export.${text}.use`)}</span>
          </a>
        </DropdownMenu.Item>
      ))}
      <Line />
      <DropdownMenu.Label className={MENU_HEADING}>{t("analysis.export.pictures")}</DropdownMenu.Label>
      {DRAWINGS.map(({ drawing, format }) => (
        <DropdownMenu.Item
          key={`${drawing}-${format}`}
          className={MENU_ITEM}
          onSelect={() => onSaveDrawing(drawing, format)}
        >
          {t(`analysis.export.${drawing}`, { format: format.toUpperCase() })}
        </DropdownMenu.Item>
      ))}
      <Line />
      <DropdownMenu.Item className={MENU_ITEM} onSelect={onPrint}>
        <Icon name="print" className="size-4" />
        <span className="flex-1">{t("analysis.export.report")}</span>
        <span className="text-xs text-ink-faint">{t("analysis.export.reportUse")}</span>
      </DropdownMenu.Item>
    </DropdownMenu.Content>
  </DropdownMenu.Root>
);
