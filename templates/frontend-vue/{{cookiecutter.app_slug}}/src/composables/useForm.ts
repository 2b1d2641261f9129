import { nextTick, reactive, ref, shallowRef, useId, watch } from "vue";

import { ApiError } from "../api";
import { report } from "../report";
import {
  carried,
  formSchema,
  problemIn,
  problemsOf,
  refusedFields,
  toDraft,
} from "../resources/drafts";
import type { Draft, Errors } from "../resources/drafts";
import type { Fields } from "../resources/fields";
import { halfFilled } from "../resources/halfFilled";

/** What an input needs to know. */
export interface InputProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  /** What is wrong with the text; empty when nothing is. */
  readonly error: string;
}

/** What gives an input, by the name of its field, all that it needs to know, with its text. */
export type InputOf<T> = (name: keyof T & string) => InputProps & {
  readonly modelValue: string;
  readonly "onUpdate:modelValue": (text: string) => void;
};

/**
 * A form for a new resource, or for one that is there. It is sent when every field is well, and shows at the
 * fields what the API refuses; `failure` is what cannot be said there. A newer state of what `before` gives comes into
 * the form, but for what was changed in it.
 */
export function useForm<T extends object>(
  fields: Fields<T>,
  before: () => T | undefined,
  save: (values: T) => Promise<unknown>,
) {
  type Name = keyof T & string;
  const id = useId();
  const draft = reactive(toDraft(fields, before())) as Record<Name, string>;
  const refused = shallowRef<{ readonly errors: Errors; readonly texts: Draft }>();
  const tried = ref(false);
  const failure = shallowRef<unknown>();
  const busy = ref(false);

  /** What was refused is forgotten once it is changed. */
  function errorOf(name: Name): string {
    const old = refused.value?.texts[name] === draft[name] ? refused.value.errors[name] : undefined;
    return (tried.value && problemIn(fields, name, draft[name])) || (old ?? "");
  }

  const input: InputOf<T> = (name) => ({
    id: `${id}-${name}`,
    name,
    label: fields[name].label,
    required: fields[name].required,
    error: errorOf(name),
    modelValue: draft[name],
    "onUpdate:modelValue": (text) => (draft[name] = text),
  });

  function refuse(errors: Errors): void {
    refused.value = { errors, texts: { ...draft } };
  }

  async function send(): Promise<void> {
    busy.value = true;
    failure.value = undefined;
    try {
      await save(formSchema(fields).parse(draft));
    } catch (error) {
      const refusal = refusedFields(Object.keys(fields), error);
      refuse(refusal.errors);
      failure.value = refusal.failure;
      if (!(error instanceof ApiError)) {
        report(error);
      }
    } finally {
      busy.value = false;
    }
  }

  async function submit(form: HTMLFormElement): Promise<void> {
    if (busy.value) {
      return;
    }
    const half = halfFilled(form, fields);
    refuse(half);
    tried.value = true;
    if (Object.keys({ ...half, ...problemsOf(fields, draft) }).length === 0) {
      await send();
    }
    await nextTick();
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  watch(before, (newest, old) => {
    if (newest && old) {
      const over = carried(fields, old, newest, { ...draft });
      Object.assign(draft, over.draft);
      refuse(over.notes);
      failure.value = undefined;
    }
  });

  return { input, submit, failure, busy };
}
