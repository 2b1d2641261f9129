import { useEffect, useId, useRef, useState } from "react";

import { ApiError } from "../api";
import { report } from "../report";
import { carried, problemsOf, refusedFields, toDraft, toValues, type Errors } from "./drafts";
import type { Fields } from "./fields";
import { halfFilled } from "./halfFilled";

/** What an input needs to know. */
export interface InputProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly value: string;
  /** What is wrong with the value; empty when nothing is. */
  readonly error: string;
  readonly onChange: (value: string) => void;
}

/**
 * A form for a new resource, or for one that is there. It is sent when every field is well, and shows at the
 * fields what the API refuses; `failure` is what cannot be said there. A newer state of `before` comes into the form,
 * but for what was changed in it.
 */
export function useForm<T extends object>(
  fields: Fields<T>,
  before: T | undefined,
  save: (values: T) => Promise<unknown>,
) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [base, setBase] = useState(before);
  const [draft, setDraft] = useState(() => toDraft(fields, before));
  const [refused, setRefused] = useState<Errors>({});
  const [attempts, setAttempts] = useState(0);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  if (base !== before) {
    const over = base && before && carried(fields, base, before, draft);
    setBase(before);
    setDraft(over?.draft ?? toDraft(fields, before));
    setRefused(over?.notes ?? {});
    setFailure(undefined);
  }
  const errors: Errors = { ...refused, ...(attempts > 0 ? problemsOf(fields, draft) : {}) };

  useEffect(() => {
    if (attempts > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [attempts]);

  function input(name: keyof T & string): InputProps {
    return {
      id: `${id}-${name}`,
      name,
      label: fields[name].label,
      required: fields[name].required,
      value: draft[name] ?? "",
      error: errors[name] ?? "",
      onChange: (value) => {
        setDraft((old) => ({ ...old, [name]: value }));
        setRefused((old) => ({ ...old, [name]: "" }));
      },
    };
  }

  async function send(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      await save(toValues(fields, draft));
    } catch (error) {
      const refusal = refusedFields(Object.keys(fields), error);
      setRefused(refusal.errors);
      setFailure(refusal.failure);
      setAttempts((count) => count + 1);
      if (!(error instanceof ApiError)) {
        report(error);
      }
    } finally {
      setBusy(false);
    }
  }

  function submit(event: { preventDefault: () => void }): void {
    event.preventDefault();
    if (busy) {
      return;
    }
    const half = halfFilled(form.current, fields);
    setRefused(half);
    setAttempts((count) => count + 1);
    if (Object.keys({ ...half, ...problemsOf(fields, draft) }).length === 0) {
      void send();
    }
  }

  return { form, input, submit, failure, busy };
}
