import { t } from "@/lib/texts";

/** What a browser calls itself, in the words of those who use it. Order matters: many claim to be others, too. */
const BROWSERS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const SHOWN_LETTERS = 60;

const find = (table: typeof BROWSERS, agent: string): string | undefined =>
  table.find(([mark]) => mark.test(agent))?.[1];

export function deviceName(agent: string): string {
  const browser = find(BROWSERS, agent);
  const system = find(SYSTEMS, agent);
  if (browser && system) return t("account.places.device", { browser, system });
  return browser ?? system ?? (agent.slice(0, SHOWN_LETTERS) || t("account.places.unknown"));
}
