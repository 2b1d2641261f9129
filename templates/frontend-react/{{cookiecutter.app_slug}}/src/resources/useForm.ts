import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useRef, useState } from "react";
import { useForm as useHookForm, type FieldErrors } from "react-hook-form";

import { ApiError } from "../api";
import { report } from "../report";
import { carried, formSchema, refusedFields, toDraft, type Draft, type Errors } from "./drafts";
import type { Fields } from "./fields";
import { halfFilled } from "./halfFilled";

/** What an input needs to know. */
export interface InputProps {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
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
  const form = useRef<HTMLFormElement>(null);
  const base = useRef(before);
  const [failure, setFailure] = useState<unknown>();
  const methods = useHookForm<Draft, unknown, T>({
    defaultValues: toDraft(fields, before),
    resolver: async (draft, context, options) => {
      const checked = await zodResolver(formSchema(fields))(draft, context, options);
      const errors: FieldErrors<Draft> = {
        ...checked.errors,
        ...toErrors(halfFilled(form.current, fields)),
      };
      return Object.keys(errors).length > 0 ? { values: {}, errors } : checked;
    },
  });

  const { getValues, reset, setError, setValue } = methods;
  useEffect(() => {
    if (base.current && before && base.current !== before) {
      const { draft, notes } = carried(fields, base.current, before, getValues());
      reset(toDraft(fields, before));
      for (const [name, text] of Object.entries(draft)) {
        setValue(name, text, { shouldDirty: true });
      }
      for (const [name, error] of Object.entries(toErrors(notes))) {
        setError(name, error);
      }
      setFailure(undefined);
    }
    base.current = before;
  }, [before, fields, getValues, reset, setError, setValue]);

  async function send(values: T): Promise<void> {
    setFailure(undefined);
    try {
      await save(values);
    } catch (error) {
      const refusal = refusedFields(Object.keys(fields), error);
      for (const [index, [name, refused]] of Object.entries(toErrors(refusal.errors)).entries()) {
        setError(name, refused, { shouldFocus: index === 0 });
      }
      setFailure(refusal.failure);
      if (!(error instanceof ApiError)) {
        report(error);
      }
    }
  }

  function input(name: keyof T & string): InputProps {
    const { label, required } = fields[name];
    return { name, label, required };
  }

  const busy = methods.formState.isSubmitting;
  function submit(event: { preventDefault: () => void }): void {
    event.preventDefault();
    if (!busy) {
      void methods.handleSubmit(send)();
    }
  }

  return { methods, form, input, submit, failure, busy };
}

function toErrors(messages: Errors): Readonly<Record<string, { type: string; message: string }>> {
  const all = Object.entries(messages);
  return Object.fromEntries(all.map(([name, message]) => [name, { type: "refused", message }]));
}
