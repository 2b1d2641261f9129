import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import type { Option } from "../../resources/lists";
import { Field } from "./field";

/** A choice among a few values, in the browser's own list, which telephones show in their own way. */
@Component({
  selector: "app-select-field",
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  template: `
    <mat-form-field>
      <mat-label>{{ field().label }}</mat-label>
      <select matNativeControl [name]="field().name" [formControl]="field().control">
        @if (empty()) {
          <option value=""></option>
        }
        @for (option of options(); track option.value) {
          <option [value]="option.value">{{ option.label }}</option>
        }
      </select>
      <mat-error>{{ wrong() }}</mat-error>
      @if (note(); as words) {
        <mat-hint>{{ words }}</mat-hint>
      }
    </mat-form-field>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SelectField extends Field {
  readonly options = input.required<readonly Option[]>();
  /** Nothing may be chosen, unless the form began with a choice that has to be made. */
  protected readonly empty = computed(
    () => !this.needed() || this.field().control.defaultValue === "",
  );
}
