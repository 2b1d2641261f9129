import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { FormControl } from "@angular/forms";

import type { Choices } from "../api/resource";
import { ReferenceField } from "../forms/reference-field";
import { ListAddress } from "./address";

/** Narrows a list to what refers to one thing, which is found by what is typed. The address says which. */
@Component({
  selector: "app-reference-filter",
  imports: [ReferenceField],
  template: `
    <app-reference-field
      placeholder="All"
      [label]="label()"
      [control]="control"
      [source]="source()"
    />
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReferenceFilter {
  readonly label = input.required<string>();
  /** The field's name in the address. */
  readonly name = input.required<string>();
  readonly source = input.required<Choices>();
  protected readonly control = new FormControl<number | null>(null);
  readonly #address = inject(ListAddress);
  readonly #asked = computed(() => {
    const id = Number(this.#address.query().get(this.name()));
    return Number.isSafeInteger(id) && id > 0 ? id : null;
  });

  constructor() {
    effect(() => this.control.setValue(this.#asked()));
    this.control.valueChanges.pipe(takeUntilDestroyed()).subscribe((id) => {
      if (id !== this.#asked()) {
        this.#address.narrow(this.name(), id === null ? "" : String(id));
      }
    });
  }
}
