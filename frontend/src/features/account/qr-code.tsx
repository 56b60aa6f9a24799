import encodeQR from "qr";

/** Light around it, four modules wide, is part of a QR code. */
const QUIET_MODULES = 4;

/** Dark modules of a row that stand side by side, as one stroke. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x] || row[x - 1]) continue;
    const end = row.indexOf(false, x);
    path += `M${x} ${y}h${(end === -1 ? row.length : end) - x}v1H${x}z`;
  }
  return path;
}

/** Drawn as one path; black on white in either colour scheme, since cameras want it so. */
export const QrCode = ({ text, label }: { text: string; label: string }) => {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET_MODULES });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
      className="size-44 rounded-md border border-line"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={rows.map(rowPath).join("")} fill="#000" />
    </svg>
  );
};
