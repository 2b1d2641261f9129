import {
  ChangeDetectionStrategy,
  Component,
  effect,
  input,
  linkedSignal,
  resource,
  signal,
  viewChild,
} from "@angular/core";
import { rxResource } from "@angular/core/rxjs-interop";
import { ReactiveFormsModule } from "@angular/forms";
import { MatAutocompleteModule, MatAutocompleteTrigger } from "@angular/material/autocomplete";
import { MatIconButton } from "@angular/material/button";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import { queryClient } from "../../query";
import type { Choices } from "../../resources/choices";
import { Field } from "./field";
import { searched, type Found } from "./searched";

/** A choice among things of the API, found by what is typed: a few are asked for, however many there are. */
@Component({
  selector: "app-reference-field",
  imports: [
    MatAutocompleteModule,
    MatFormFieldModule,
    MatIconButton,
    MatInput,
    ReactiveFormsModule,
  ],
  template: `
    <mat-form-field>
      <mat-label>{{ field().label }}</mat-label>
      <input
        #text
        matInput
        [name]="field().name"
        [formControl]="field().control"
        [matAutocomplete]="panel"
        [placeholder]="placeholder()"
        (focus)="typed.set('')"
        (input)="typed.set(text.value)"
      />
      @if (value() !== "" && !needed()) {
        <button
          matIconButton
          matSuffix
          type="button"
          [attr.aria-label]="'Clear ' + field().label"
          (click)="clear($event, text)"
        >
          <span aria-hidden="true">✕</span>
        </button>
      }
      <mat-autocomplete #panel requireSelection [displayWith]="nameOf">
        @for (option of found()?.options; track option.value) {
          <mat-option [value]="option.value">{{ option.label }}</mat-option>
        }
        @if (found()?.said; as said) {
          <mat-option disabled>{{ said }}</mat-option>
        }
      </mat-autocomplete>
      <mat-error>{{ wrong() }}</mat-error>
      @if (note(); as words) {
        <mat-hint>{{ words }}</mat-hint>
      }
    </mat-form-field>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReferenceField extends Field {
  readonly choices = input.required<Choices>();
  readonly placeholder = input("");
  private readonly trigger = viewChild.required(MatAutocompleteTrigger);

  /** What was typed; nothing before somebody is there. */
  protected readonly typed = signal<string | undefined>(undefined);
  readonly #asked = rxResource({
    params: () => this.typed(),
    stream: ({ params: text }) => searched(this.choices(), text),
  });
  protected readonly found = linkedSignal<Found | undefined, Found | undefined>({
    source: this.#asked.value,
    computation: (now, before) => now ?? before?.value,
  });
  readonly #named = resource({
    params: () => (/^\d+$/.test(this.value()) ? Number(this.value()) : undefined),
    loader: ({ params: id }) => queryClient.query(this.choices().named(id)),
  });

  constructor() {
    super();
    // The text is written before the name is known, and then again.
    effect(() => {
      if (this.#named.hasValue() && this.#named.value().value === this.value()) {
        this.trigger().writeValue(this.value());
      }
    });
  }

  protected readonly nameOf = (id: string): string => {
    const named = this.#named.hasValue() ? [this.#named.value()] : [];
    const known = [...(this.found()?.options ?? []), ...named];
    return known.find(({ value }) => value === id)?.label ?? (id && "…");
  };

  /** The button goes away with what was chosen, so the focus goes to the text. */
  protected clear(event: Event, text: HTMLElement): void {
    event.stopPropagation();
    this.field().control.setValue("");
    text.focus();
  }
}
