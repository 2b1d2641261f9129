import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import { Field } from "./field";
import { toOptions } from "./options";

/** A choice among a few values, in the browser's own list, which telephones show in their own way. */
@Component({
  selector: "app-select-field",
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  template: `
    <mat-form-field>
      <mat-label>{{ label() }}</mat-label>
      <select matNativeControl [formControl]="control()">
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
export class SelectField<T extends string | null> extends Field<T> {
  readonly options = input.required({ transform: toOptions });
  /** Whether nothing may be chosen, at least until the form is sent. */
  readonly empty = input(true);
}
