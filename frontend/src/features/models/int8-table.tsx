import { WideTable } from "@/components/wide-table";
import { CommandLine } from "@/features/models/command-line";
import type { Difference, Int8 } from "@/features/models/int8";
import { cardStreamName, formatBytes, formatNumber, formatPercent } from "@/lib/format";
import { t, withinSentence } from "@/lib/texts";

/** Fine enough for differences of less than a point. */
const signed = (value: number): string => {
  const points = formatNumber(Math.abs(value * 100), 1);
  return points === formatNumber(0, 1) ? points : `${value < 0 ? "−" : "+"}${points}`;
};

const Cell = ({ difference }: { difference: Difference | undefined }) => (
  <td className="py-1.5 pl-3 text-right whitespace-nowrap">
    {difference ? signed(difference.value) : "–"}
    {difference?.interval && (
      <span className="block text-xs text-ink-faint">
        {t("models.figures.range", {
          low: signed(difference.interval.low),
          high: signed(difference.interval.high),
        })}
      </span>
    )}
  </td>
);

const sizeWords = ({ bytes, fullBytes }: Int8): string =>
  bytes !== null && fullBytes !== null
    ? ` ${t("models.int8.size", { bytes: formatBytes(bytes), fullBytes: formatBytes(fullBytes) })}`
    : "";

/** What is lost where the model's numbers are kept in 8 bits. */
export const Int8Table = ({ int8, model }: { int8: Int8; model: string }) => {
  const names = [...new Set(int8.rows.flatMap(({ differences }) => differences.map(({ name }) => name)))];
  return (
    <>
      <p className="measure mb-2">
        {t("models.int8.what", { share: formatPercent(0.95) })}
        {sizeWords(int8)}
      </p>
      <WideTable name={t("models.int8.name", { model })}>
        <table className="figures w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left text-ink-faint">
              <th scope="col" className="py-1.5 font-normal">
                {t("models.machine.measuredOn")}
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className="py-1.5 pl-3 text-right font-normal">
                  {name}
                </th>
              ))}
              <th scope="col" className="py-1.5 pl-3 text-right font-normal">
                {t("models.int8.same")}
              </th>
            </tr>
          </thead>
          <tbody>
            {int8.rows.map(({ trial, stream, differences, sameAnswer }) => (
              <tr key={`${trial} ${stream}`} className="border-b border-line last:border-0">
                <th scope="row" className="py-1.5 text-left font-normal">
                  {trial}
                  <span className="block text-xs text-ink-faint">
                    {withinSentence(cardStreamName(stream))}
                  </span>
                </th>
                {names.map((name) => (
                  <Cell key={name} difference={differences.find((each) => each.name === name)} />
                ))}
                <td className="py-1.5 pl-3 text-right">
                  {sameAnswer === null ? "–" : formatPercent(sameAnswer)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      <div className="mt-3 flex flex-col gap-2">
        {int8.commands.map((command) => (
          <CommandLine key={command} command={command} />
        ))}
      </div>
    </>
  );
};
