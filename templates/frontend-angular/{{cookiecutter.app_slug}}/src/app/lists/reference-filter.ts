import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { FormControl } from "@angular/forms";

import type { Choices } from "../../resources/choices";
import { ReferenceField } from "../forms/reference-field";
import { ListAddress } from "./address";

/** Narrows a list to what refers to one thing, which is found by what is typed. The address says which. */
@Component({
  selector: "app-reference-filter",
  imports: [ReferenceField],
  template: `<app-reference-field placeholder="All" [field]="field()" [choices]="choices()" />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ReferenceFilter {
  readonly label = input.required<string>();
  /** The field's name in the address. */
  readonly name = input.required<string>();
  readonly choices = input.required<Choices>();
  readonly #control = new FormControl<string | null>("");
  protected readonly field = computed(() => ({
    name: this.name(),
    label: this.label(),
    control: this.#control,
  }));
  readonly #address = inject(ListAddress);
  readonly #asked = computed(() => {
    const id = Number(this.#address.search().get(this.name()));
    return Number.isSafeInteger(id) && id > 0 ? String(id) : "";
  });

  constructor() {
    effect(() => {
      this.#control.setValue(this.#asked());
    });
    this.#control.valueChanges.pipe(takeUntilDestroyed()).subscribe((value) => {
      const id = value ?? "";
      if (id !== this.#asked()) {
        this.#address.narrow(this.name(), id);
      }
    });
  }
}
