import { computed, Directive, effect, input, signal } from "@angular/core";
import { Validators } from "@angular/forms";

import type { FormField, Wrong } from "./resource-form";

/** What every field of a form has: a label, a control, what is wrong with it, and what others made of it meanwhile. */
@Directive()
export abstract class Field {
  readonly field = input.required<FormField>();
  readonly #events = signal(0);

  protected readonly value = computed(() => {
    this.#events();
    return this.field().control.value ?? "";
  });
  protected readonly wrong = computed(() => {
    this.#events();
    return (this.field().control.errors as Wrong | null)?.wrong ?? "";
  });
  protected readonly needed = computed(() =>
    this.field().control.hasValidator(Validators.required),
  );
  protected readonly note = computed(() => this.field().note?.() ?? "");

  constructor() {
    // A control is no signal: its events say when to look again.
    effect((onCleanup) => {
      const look = () => {
        this.#events.update((events) => events + 1);
      };
      const events = this.field().control.events.subscribe(look);
      onCleanup(() => {
        events.unsubscribe();
      });
    });
  }
}
