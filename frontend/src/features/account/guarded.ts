import { useRef, useState } from "react";

import type { AuthAnswer, AuthFlow } from "@/api/auth";
import { apiError } from "@/api/request";

/** What shows that it is still the person themselves: their password, or a code where they have none. */
export type Proof = "password" | "code";

/** The site takes a proof for five minutes; a little less, since what follows takes its time, too. */
const PROOF_HOLDS_MS = 3 * 60_000;

type Question = { proof: Proof; resolve: () => void; reject: (reason: Error) => void };

type Flows = { flows?: AuthFlow[] };

/** Given up by the person: nothing has happened, and nothing is to be said about it. */
export class NotProven extends Error {
  override name = "NotProven";
}

function proofOf({ data }: AuthAnswer): Proof {
  const flows = (data as Flows | undefined)?.flows ?? [];
  return flows.some(({ id }) => id === "reauthenticate") ? "password" : "code";
}

/** What changes how one signs in is asked for again where the last proof is some minutes old; then it is done all the same. */
export function useGuarded() {
  const [question, setQuestion] = useState<Question | null>(null);
  const provenAt = useRef(0);

  const prove = (proof: Proof): Promise<void> =>
    new Promise((resolve, reject) => setQuestion({ proof, resolve, reject }));

  /** Before a longer errand at whose end the site would ask anyway: a code typed meanwhile would be too old by then. */
  const proveFirst = async (): Promise<void> => {
    if (Date.now() - provenAt.current > PROOF_HOLDS_MS) await prove("password");
  };
  const guarded = async <T>(act: () => Promise<AuthAnswer<T>>): Promise<AuthAnswer<T>> => {
    const answer = await act();
    if (answer.status !== 401) return answer;
    if (!answer.meta?.is_authenticated) throw apiError(401, undefined);
    await prove(proofOf(answer));
    return guarded(act);
  };
  const settle = (proven: boolean) => {
    if (proven) {
      provenAt.current = Date.now();
      question?.resolve();
    } else question?.reject(new NotProven());
    setQuestion(null);
  };
  return { guarded, proveFirst, proof: question?.proof ?? null, settle };
}

export type Guard = ReturnType<typeof useGuarded>;
