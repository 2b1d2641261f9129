import {
  ChangeDetectionStrategy,
  Component,
  effect,
  input,
  linkedSignal,
  signal,
  viewChild,
} from "@angular/core";
import { rxResource } from "@angular/core/rxjs-interop";
import { ReactiveFormsModule } from "@angular/forms";
import { MatAutocompleteModule, MatAutocompleteTrigger } from "@angular/material/autocomplete";
import { MatIconButton } from "@angular/material/button";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";
import { catchError, map, of, switchMap, timer } from "rxjs";

import { ApiError } from "../api/api-error";
import { namesOf } from "../api/names";
import type { Choice, Choices } from "../api/resource";
import { Field } from "./field";

/** Nobody is asked for what people type on. */
const WAIT_MS = 200;

interface Found {
  readonly choices: readonly Choice[];
  /** Said in place of choices. */
  readonly said: string;
}

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
      <mat-label>{{ label() }}</mat-label>
      <input
        #text
        matInput
        [formControl]="control()"
        [matAutocomplete]="panel"
        [placeholder]="placeholder()"
        (focus)="typed.set('')"
        (input)="typed.set(text.value)"
      />
      @if (value() !== null && !needed()) {
        <button
          matIconButton
          matSuffix
          type="button"
          [attr.aria-label]="'Clear ' + label()"
          (click)="clear($event, text)"
        >
          <span aria-hidden="true">✕</span>
        </button>
      }
      <mat-autocomplete #panel requireSelection [displayWith]="nameOf">
        @for (choice of found()?.choices; track choice.id) {
          <mat-option [value]="choice.id">{{ choice.label }}</mat-option>
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
export class ReferenceField extends Field<number | null> {
  readonly source = input.required<Choices>();
  readonly placeholder = input("");
  private readonly trigger = viewChild.required(MatAutocompleteTrigger);

  /** What was typed; nothing before somebody is there. */
  protected readonly typed = signal<string | undefined>(undefined);
  readonly #asked = rxResource({
    params: () => this.typed(),
    stream: ({ params: text }) =>
      timer(text === "" ? 0 : WAIT_MS).pipe(
        switchMap(() => this.source().find(text)),
        map((choices): Found => ({ choices, said: choices.length > 0 ? "" : "Nothing found" })),
        catchError((error: unknown) => of({ choices: [], said: wordsFor(error) })),
      ),
  });
  protected readonly found = linkedSignal<Found | undefined, Found | undefined>({
    source: this.#asked.value,
    computation: (now, before) => now ?? before?.value,
  });
  readonly #names = namesOf(this.source, () => [this.value()]);

  constructor() {
    super();
    // The text is written before the name is known, and then again.
    effect(() => {
      const id = this.value();
      if (id !== null && this.#names.has(id)) {
        this.trigger().writeValue(id);
      }
    });
  }

  protected readonly nameOf = (id: number | null): string => {
    const chosen = this.found()?.choices.find((choice) => choice.id === id);
    return chosen?.label ?? this.#names.of(id);
  };

  /** The button goes away with what was chosen, so the focus goes to the text. */
  protected clear(event: Event, text: HTMLElement): void {
    event.stopPropagation();
    const control = this.control();
    control.markAsDirty();
    control.setValue(null);
    text.focus();
  }
}

function wordsFor(error: unknown): string {
  return error instanceof ApiError ? error.message : "The choices could not be loaded.";
}
