import type { SyntheticEvent } from "react";
import { useRef, useState } from "react";

import type { Problems } from "@/features/account/auth-words";
import { problemsOf } from "@/features/account/auth-words";
import { t } from "@/lib/texts";

export type Values = Readonly<Record<string, string>>;

type Options = {
  /** Their names, as the site calls them. All are needed. */
  fields: readonly string[];
  send: (values: Values) => Promise<unknown>;
  /** What the page can tell without asking the site. */
  check?: (values: Values) => Problems;
};

function read(form: HTMLFormElement, fields: readonly string[]): Values {
  const data = new FormData(form);
  const texts = fields.map((name) => {
    const value = data.get(name);
    return [name, typeof value === "string" ? value : ""] as const;
  });
  return Object.fromEntries(texts);
}

const missing = (values: Values): Problems =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value.trim() === "")
      .map(([name]) => [name, t("errors.code.required")]),
  );

/** The first field with a problem gets the focus, where its problem is read out. */
function focusFirst(form: HTMLFormElement, problems: Problems): void {
  const inputs = [...form.querySelectorAll("input")];
  inputs.find(({ name }) => Object.hasOwn(problems, name))?.focus();
}

/** A form that keeps what was typed whatever the site says, and says of each field what is wrong with it. */
export function useAuthForm({ fields, send, check }: Options) {
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);

  const refuse = (form: HTMLFormElement, found: Problems) => {
    setProblems(found);
    focusFirst(form, found);
  };
  const submit = async (form: HTMLFormElement) => {
    const values = read(form, fields);
    const found = { ...check?.(values), ...missing(values) };
    if (Object.keys(found).length > 0) {
      refuse(form, found);
      return;
    }
    setProblems({});
    setBusy(true);
    try {
      await send(values);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      refuse(form, problemsOf(error, fields));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    void submit(event.currentTarget).finally(() => {
      sending.current = false;
    });
  };
  return { problems, busy, onSubmit };
}

export type AuthFormState = ReturnType<typeof useAuthForm>;
