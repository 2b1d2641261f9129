import { computed, Directive, effect, inject, input, signal } from "@angular/core";
import { Validators, type FormControl, type ValidationErrors } from "@angular/forms";

import type { Wrong } from "./checks";
import { Saving } from "./saving";

/** What every field of a form has: a label, a control, what is wrong with it, and what others made of it meanwhile. */
@Directive()
export abstract class Field<T> {
  readonly label = input.required<string>();
  readonly control = input.required<FormControl<T>>();
  readonly #saving = inject(Saving, { optional: true });
  readonly #events = signal(0);

  protected readonly value = computed(() => {
    this.#events();
    return this.control().value;
  });
  protected readonly wrong = computed(() => {
    this.#events();
    return wordsFor(this.control().errors);
  });
  protected readonly touched = computed(() => {
    this.#events();
    return this.control().touched;
  });
  protected readonly needed = computed(() => this.control().hasValidator(Validators.required));
  protected readonly note = computed(() => this.#saving?.notes().get(this.control()) ?? "");

  constructor() {
    // A control is no signal: its events say when to look again.
    effect((onCleanup) => {
      const look = () => this.#events.update((events) => events + 1);
      const events = this.control().events.subscribe(look);
      onCleanup(() => events.unsubscribe());
    });
  }
}

function wordsFor(errors: ValidationErrors | null): string {
  return errors?.["required"] ? "This is needed." : ((errors as Wrong | null)?.wrong ?? "");
}
