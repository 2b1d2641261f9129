import {
  ChangeDetectionStrategy,
  Component,
  computed,
  Directive,
  effect,
  inject,
  input,
  signal,
} from "@angular/core";
import type { AbstractControl } from "@angular/forms";

import type { Wrong } from "./checks";

let count = 0;

/** A control of a form under its label, and what is wrong with it once somebody was there. */
@Component({
  selector: "app-field",
  template: `
    <label [for]="id">{{ label() }}{{ optional() ? " (optional)" : "" }}</label>
    <ng-content />
    @if (wrong(); as words) {
      <p class="wrong" [id]="wrongId">{{ words }}</p>
    }
  `,
  host: { class: "field" },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Field {
  readonly label = input.required<string>();
  readonly control = input.required<AbstractControl<unknown>>();
  readonly optional = input(false);
  readonly id = `field-${++count}`;
  readonly wrongId = `${this.id}-wrong`;

  readonly #events = signal(0);

  /** What is wrong, as soon as it is to be told. */
  readonly wrong = computed(() => {
    this.#events();
    const { errors, touched } = this.control();
    return touched && errors ? (errors as Wrong).wrong : undefined;
  });

  constructor() {
    // A control is no signal: its events say when to look again.
    effect((onCleanup) => {
      const look = () => this.#events.update((events) => events + 1);
      const events = this.control().events.subscribe(look);
      onCleanup(() => events.unsubscribe());
    });
  }
}

/** The control in a field: for everybody, its label and what is wrong with it belong to it. */
@Directive({
  selector: "input[appControl], select[appControl], textarea[appControl]",
  host: {
    "[id]": "field.id",
    "[attr.aria-required]": "field.optional() ? null : true",
    "[attr.aria-invalid]": "field.wrong() ? true : null",
    "[attr.aria-describedby]": "field.wrong() ? field.wrongId : null",
  },
})
export class FieldControl {
  protected readonly field = inject(Field);
}
