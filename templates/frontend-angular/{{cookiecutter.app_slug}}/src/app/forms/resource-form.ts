import { signal, type WritableSignal } from "@angular/core";
import { FormControl, Validators, type ValidatorFn } from "@angular/forms";

import { ApiError } from "../../api";
import { carried, formSchema, problemIn, refusedFields, toDraft } from "../../resources/drafts";
import type { Errors } from "../../resources/drafts";
import type { Fields } from "../../resources/fields";
import { halfFilled } from "../../resources/halfFilled";
import { report } from "../errors/report";

/** What an input of a form needs to know. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  /** Its text; null where a choice was taken back. */
  readonly control: FormControl<string | null>;
  /** What others made of it meanwhile; empty for nothing. */
  readonly note?: WritableSignal<string>;
}

/** What a control has as its error: words for a person. */
export interface Wrong {
  readonly wrong: string;
}

/**
 * A form for a new resource, or for one that is there. It is sent when every field is well, and shows at the fields
 * what the API refuses; `failure` is what cannot be said there.
 */
export class ResourceForm<T extends object> {
  readonly busy = signal(false);
  readonly failure = signal<unknown>(undefined);
  readonly #fields: Fields<T>;
  readonly #inputs = new Map<string, Required<FormField>>();

  constructor(fields: Fields<T>, before?: T) {
    this.#fields = fields;
    for (const [name, text] of Object.entries(toDraft(fields, before))) {
      const { label, required } = fields[name as keyof T];
      const checked: ValidatorFn = ({ value }) => {
        const wrong = problemIn(fields, name as keyof T, (value as string | null) ?? "");
        return wrong === "" ? null : ({ wrong } satisfies Wrong);
      };
      const validators = required ? [Validators.required, checked] : [checked];
      const control = new FormControl<string | null>(text, { validators });
      this.#inputs.set(name, { name, label, control, note: signal("") });
    }
  }

  /** What the input of a field needs to know. */
  field(name: keyof T & string): FormField {
    const found = this.#inputs.get(name);
    if (!found) {
      throw new TypeError(`the form has no field ${name}`);
    }
    return found;
  }

  /** Sends what is in the form to `save` when it is well; else the first field that is not gets the focus. */
  async submit(form: HTMLFormElement, save: (values: T) => Promise<unknown>): Promise<void> {
    if (this.busy()) {
      return;
    }
    this.failure.set(undefined);
    for (const { control } of this.#inputs.values()) {
      control.markAsTouched();
      // What the API refused may be sent again.
      control.updateValueAndValidity();
    }
    this.#refuse(halfFilled(form, this.#fields));
    if (!this.#wrong()) {
      await this.#send(save);
    }
    const name = this.#wrong()?.name;
    const input = [...form.elements].find((one) => one.getAttribute("name") === name);
    (input as HTMLElement | undefined)?.focus();
  }

  /** Brings a newer state into the form, but for what was changed in it. */
  renew(before: T, newest: T): void {
    const { draft, notes } = carried(this.#fields, before, newest, this.#draft());
    for (const { name, control, note } of this.#inputs.values()) {
      control.setValue(draft[name] ?? "");
      note.set(notes[name] ?? "");
    }
    this.failure.set(undefined);
  }

  async #send(save: (values: T) => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    try {
      await save(formSchema(this.#fields).parse(this.#draft()));
    } catch (error) {
      const refusal = refusedFields([...this.#inputs.keys()], error);
      this.#refuse(refusal.errors);
      this.failure.set(refusal.failure);
      if (!(error instanceof ApiError)) {
        report(error);
      }
    } finally {
      this.busy.set(false);
    }
  }

  #draft(): Record<string, string> {
    const all = [...this.#inputs.values()];
    return Object.fromEntries(all.map(({ name, control }) => [name, control.value ?? ""]));
  }

  #refuse(errors: Errors): void {
    for (const [name, wrong] of Object.entries(errors)) {
      this.#inputs.get(name)?.control.setErrors({ wrong } satisfies Wrong);
    }
  }

  #wrong(): FormField | undefined {
    return [...this.#inputs.values()].find(({ control }) => control.invalid);
  }
}
