import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { AuthAnswer } from "@/api/auth";
import { AuthError } from "@/api/auth";
import { SESSION_KEY } from "@/api/session";
import { problemsOf } from "@/features/account/auth-words";
import { NotProven, useGuarded } from "@/features/account/guarded";
import type { RecoveryCodes } from "@/features/account/own-account";
import {
  askForSecret,
  AUTHENTICATORS_KEY,
  makeCodes,
  readCodes,
  switchOff,
  switchOn,
  useHasPassword,
} from "@/features/account/own-account";
import type { Secret } from "@/features/account/two-factor-setup";

const secretOf = ({ meta }: AuthAnswer): Secret | null =>
  meta?.secret && meta.totp_url ? { secret: meta.secret, url: meta.totp_url } : null;

/** Switching the second step on and off, and the codes that go with it. */
export function useTwoFactor() {
  const client = useQueryClient();
  const guard = useGuarded();
  const { data: hasPassword = true } = useHasPassword();
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const refresh = () =>
    Promise.all([AUTHENTICATORS_KEY, SESSION_KEY].map((queryKey) => client.invalidateQueries({ queryKey })));

  /** What was given up needs no words. */
  const attempt = async (act: () => Promise<void>) => {
    setProblem(null);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!(error instanceof NotProven)) setProblem(problemsOf(error, [])[""] ?? "");
    }
  };
  const show = ({ data }: AuthAnswer<RecoveryCodes>) => setCodes(data?.unused_codes ?? null);

  const confirm = async (code: string) => {
    await guard
      .guarded(() => switchOn(code))
      .catch((error: unknown) => {
        // It stays as it is; the secret on the page is still the one to confirm.
        throw error instanceof NotProven
          ? new AuthError([{ code: "required", message: "", param: "code" }])
          : error;
      });
    setSecret(null);
    await attempt(async () => {
      const answer = await guard.guarded(readCodes);
      show(answer.data?.unused_codes ? answer : await guard.guarded(makeCodes));
    });
    await refresh();
  };
  return {
    guard,
    secret,
    codes,
    problem,
    confirm,
    begin: () =>
      void attempt(async () => {
        if (hasPassword) await guard.proveFirst();
        setSecret(secretOf(await guard.guarded(askForSecret)));
      }),
    cancel: () => setSecret(null),
    kept: () => setCodes(null),
    renewCodes: () =>
      void attempt(async () => {
        show(await guard.guarded(makeCodes));
        await refresh();
      }),
    end: () =>
      void attempt(async () => {
        await guard.guarded(switchOff);
        setCodes(null);
        await refresh();
      }),
  };
}

export type TwoFactorState = ReturnType<typeof useTwoFactor>;
