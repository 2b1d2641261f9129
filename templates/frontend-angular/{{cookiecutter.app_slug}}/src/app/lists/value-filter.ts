import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import type { Option } from "../../resources/lists";
import { ListAddress } from "./address";

/** Narrows a list to one value of a field that has few of them. The address says which. */
@Component({
  selector: "app-value-filter",
  imports: [MatFormFieldModule, MatInput],
  template: `
    <mat-form-field>
      <mat-label>{{ label() }}</mat-label>
      <select #chosen matNativeControl (change)="address.narrow(name(), chosen.value)">
        <option value="">All</option>
        @for (option of options(); track option.value) {
          <option [value]="option.value" [selected]="option.value === address.search().get(name())">
            {{ option.label }}
          </option>
        }
      </select>
    </mat-form-field>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ValueFilter {
  readonly label = input.required<string>();
  /** The field's name in the address. */
  readonly name = input.required<string>();
  readonly options = input.required<readonly Option[]>();
  protected readonly address = inject(ListAddress);
}
