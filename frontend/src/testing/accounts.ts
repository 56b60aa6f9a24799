import { http, HttpResponse } from "msw";

import type { Session } from "@/api/generated/undertone";
import { SESSION } from "@/testing/data";
import { API, refusal, server } from "@/testing/server";

/** A site that asks people to sign in, as django-allauth answers. */

export const AUTH = `${API}/auth/browser/v1`;

export const PERSON = { id: 7, email: "ada@example.org", two_factor: false };

/** What is left to do; nothing, where no flow is named. */
export const flows = (...pending: string[]) =>
  HttpResponse.json(
    {
      status: 401,
      data: { flows: [{ id: "login" }, ...pending.map((id) => ({ id, is_pending: true }))] },
      meta: { is_authenticated: false },
    },
    { status: 401 },
  );

export const problem = (code: string, param: string, message = "Refused.") =>
  HttpResponse.json({ status: 400, errors: [{ code, param, message }] }, { status: 400 });

type Options = { session?: Partial<Session>; second?: boolean; signedIn?: boolean };

export class AccountsSite {
  signedIn: boolean;
  readonly codes: string[] = [];
  private readonly options: Options;

  constructor(options: Options = {}) {
    this.options = options;
    this.signedIn = options.signedIn ?? false;
    server.use(
      http.get(`${API}/session/`, () => HttpResponse.json(this.session())),
      http.post(`${AUTH}/auth/login`, async ({ request }) =>
        this.logIn((await request.json()) as { email: string; password: string }),
      ),
      http.post(`${AUTH}/auth/2fa/authenticate`, async ({ request }) =>
        this.takeCode((await request.json()) as { code: string }),
      ),
      http.delete(`${AUTH}/auth/session`, () => {
        this.signedIn = false;
        return flows();
      }),
      http.get(`${API}/recordings/`, () =>
        // Falls through to the usual answer for those who are in.
        this.signedIn ? undefined : refusal(401, "not_authenticated", "Please sign in first."),
      ),
    );
  }

  session(): Session {
    const user = this.signedIn ? PERSON : null;
    return { ...SESSION, accounts: "required", user, ...this.options.session };
  }

  private logIn({ email, password }: { email: string; password: string }) {
    if (email !== PERSON.email || password === "wrong") return problem("email_password_mismatch", "password");
    if (this.options.second) return flows("mfa_authenticate");
    return this.enter();
  }

  private takeCode({ code }: { code: string }) {
    this.codes.push(code);
    return code === "000000" ? problem("incorrect_code", "code") : this.enter();
  }

  private enter() {
    this.signedIn = true;
    return HttpResponse.json({ status: 200, data: { user: PERSON }, meta: { is_authenticated: true } });
  }
}
