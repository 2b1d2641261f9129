import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  linkedSignal,
  resource,
  signal,
} from "@angular/core";
import { rxResource } from "@angular/core/rxjs-interop";
import { MatAutocompleteModule } from "@angular/material/autocomplete";
import { MatChipsModule } from "@angular/material/chips";
import { MatFormFieldModule } from "@angular/material/form-field";

import { queryClient } from "../../query";
import type { Choices } from "../../resources/choices";
import { Field } from "./field";
import { searched, type Found } from "./searched";

let count = 0;

/** Any number of things of the API, found by what is typed: a few are asked for, however many there are. */
@Component({
  selector: "app-references-field",
  imports: [MatAutocompleteModule, MatChipsModule, MatFormFieldModule],
  template: `
    <mat-form-field>
      <mat-label>{{ field().label }}</mat-label>
      <mat-chip-grid #chips [attr.aria-label]="field().label">
        @for (one of chosen(); track one.value) {
          <mat-chip-row (removed)="choose(without(one.value))"
            >{{ one.label
            }}<button matChipRemove type="button" [attr.aria-label]="'Remove ' + one.label">
              <span aria-hidden="true">✕</span>
            </button></mat-chip-row
          >
        }
      </mat-chip-grid>
      <input
        #text
        [attr.aria-describedby]="id"
        [attr.aria-invalid]="wrong() !== ''"
        [matAutocomplete]="panel"
        [matChipInputFor]="chips"
        [name]="field().name"
        (blur)="text.value = ''"
        (focus)="typed.set('')"
        (input)="typed.set(text.value)"
      />
      <mat-autocomplete
        #panel
        (optionSelected)="choose([...without(''), $event.option.value]); text.value = ''"
      >
        @for (option of found()?.options; track option.value) {
          @if (!ids().includes(option.value)) {
            <mat-option [value]="option.value">{{ option.label }}</mat-option>
          }
        }
        @if (found()?.said; as said) {
          <mat-option disabled>{{ said }}</mat-option>
        }
      </mat-autocomplete>
    </mat-form-field>
    <div [id]="id" [class.wrong]="wrong()" aria-live="polite">{{ wrong() || note() }}</div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReferencesField extends Field {
  readonly choices = input.required<Choices>();
  protected readonly id = `references-field-${String(++count)}`;
  /** The ids of what is chosen. */
  protected readonly ids = computed(() => (this.value() === "" ? [] : this.value().split(",")));

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
    params: () => this.ids().map((id) => this.choices().named(Number(id))),
    loader: ({ params }) => Promise.all(params.map((one) => queryClient.query(one))),
  });
  protected readonly chosen = computed(() => {
    const named = this.#named.hasValue() ? this.#named.value() : [];
    const known = [...named, ...(this.found()?.options ?? [])];
    return this.ids().map(
      (id) => known.find(({ value }) => value === id) ?? { value: id, label: `#${id}` },
    );
  });

  /** What is chosen, but for one. */
  protected without(id: string): string[] {
    return this.ids().filter((one) => one !== id);
  }

  protected choose(ids: readonly unknown[]): void {
    this.field().control.setValue(ids.join(","));
  }
}
