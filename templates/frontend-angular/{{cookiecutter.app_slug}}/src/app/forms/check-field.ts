import { ChangeDetectionStrategy, Component } from "@angular/core";
import { MatCheckbox } from "@angular/material/checkbox";

import { Field } from "./field";

let count = 0;

/** Yes or no. */
@Component({
  selector: "app-check-field",
  imports: [MatCheckbox],
  template: `
    <mat-checkbox
      [name]="field().name"
      [checked]="value() === 'true'"
      [aria-describedby]="id"
      (change)="field().control.setValue(String($event.checked))"
      >{{ field().label }}</mat-checkbox
    >
    <div [id]="id" [class.wrong]="wrong()" aria-live="polite">{{ wrong() || note() }}</div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CheckField extends Field {
  protected readonly id = `check-field-${String(++count)}`;
  protected readonly String = String;
}
