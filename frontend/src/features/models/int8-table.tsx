import { CommandLine } from "@/features/models/command-line";
import type { Difference, Int8 } from "@/features/models/int8";
import { formatBytes, formatPercent } from "@/lib/format";

/** Fine enough for differences of less than a point. */
const signed = (value: number): string => {
  const points = Math.abs(value * 100).toFixed(1);
  return points === "0.0" ? "0.0" : `${value < 0 ? "−" : "+"}${points}`;
};

const Cell = ({ difference }: { difference: Difference | undefined }) => (
  <td className="py-1.5 pl-3 text-right whitespace-nowrap">
    {difference ? signed(difference.value) : "–"}
    {difference?.interval && (
      <span className="block text-xs text-ink-faint">
        {signed(difference.interval.low)} to {signed(difference.interval.high)}
      </span>
    )}
  </td>
);

const sizeWords = ({ bytes, fullBytes }: Int8): string =>
  bytes !== null && fullBytes !== null
    ? ` It takes ${formatBytes(bytes)} where the model takes ${formatBytes(fullBytes)}.`
    : "";

/** What is lost where the model's numbers are kept in 8 bits. */
export const Int8Table = ({ int8, model }: { int8: Int8; model: string }) => {
  const names = [...new Set(int8.rows.flatMap(({ differences }) => differences.map(({ name }) => name)))];
  return (
    <>
      <p className="measure mb-2">
        Points that the 8-bit variant is above (+) or below (−) the model itself, on the same clips; ranges
        are {formatPercent(0.95)} intervals over speakers.{sizeWords(int8)}
      </p>
      {/* A wide table scrolls by itself; the keyboard must reach it too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div role="region" aria-label={`8-bit variant of ${model}`} tabIndex={0} className="overflow-x-auto">
        <table className="figures w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left text-ink-faint">
              <th scope="col" className="py-1.5 font-normal">
                Measured on
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className="py-1.5 pl-3 text-right font-normal">
                  {name}
                </th>
              ))}
              <th scope="col" className="py-1.5 pl-3 text-right font-normal">
                Same answer
              </th>
            </tr>
          </thead>
          <tbody>
            {int8.rows.map(({ trial, stream, differences, sameAnswer }) => (
              <tr key={`${trial} ${stream}`} className="border-b border-line last:border-0">
                <th scope="row" className="py-1.5 text-left font-normal">
                  {trial}
                  <span className="block text-xs text-ink-faint">{stream}</span>
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
      </div>
      <div className="mt-3 flex flex-col gap-2">
        {int8.commands.map((command) => (
          <CommandLine key={command} command={command} />
        ))}
      </div>
    </>
  );
};
