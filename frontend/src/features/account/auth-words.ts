import type { AuthProblem } from "@/api/auth";
import { AuthError } from "@/api/auth";
import { errorWords } from "@/lib/error-words";
import { language, t, textOfCode } from "@/lib/texts";

/** What the sign-in refuses, in the page's words where it has any, else in the site's own. */
function wordsOf({ code, message }: AuthProblem): string {
  const known = textOfCode("account.problem", code);
  if (known) return known;
  return language() === "en" && message ? message : t("account.problem.other");
}

/** By the field's name; what concerns none of the fields stands under "". */
export type Problems = Readonly<Record<string, string>>;

export function problemsOf(error: Error, fields: readonly string[]): Problems {
  if (!(error instanceof AuthError)) return { "": errorWords(error) };
  const problems: Record<string, string> = {};
  for (const problem of error.problems) {
    const field = problem.param && fields.includes(problem.param) ? problem.param : "";
    problems[field] = [problems[field], wordsOf(problem)].filter(Boolean).join(" ");
  }
  return problems;
}
