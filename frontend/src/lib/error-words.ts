import { ApiError } from "@/api/request";
import { language, t, textOfCode } from "@/lib/texts";

/** What went wrong, in the page's language. The site's own sentences are English, and say more than its code does. */
export function problemWords(code: string, detail: string): string {
  if (language() === "en") return detail;
  return textOfCode("errors.code", code) ?? detail;
}

export function errorWords(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  if (error.code === "unreachable") return t("errors.unreachable");
  if (error.code === "error") return t("errors.answered", { status: error.status });
  return error.problems.map(({ code, detail }) => problemWords(code, detail)).join(" ");
}
