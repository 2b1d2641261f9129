import { ChangeDetectionStrategy, Component } from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatCheckbox } from "@angular/material/checkbox";

import { Field } from "./field";

let count = 0;

/** Yes or no. */
@Component({
  selector: "app-check-field",
  imports: [MatCheckbox, ReactiveFormsModule],
  template: `
    <mat-checkbox [formControl]="control()" [aria-describedby]="id">{{ label() }}</mat-checkbox>
    <div [id]="id" [class.wrong]="wrong()" aria-live="polite">{{ said() }}</div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CheckField extends Field<boolean> {
  protected readonly id = `check-field-${++count}`;

  protected said(): string {
    return this.wrong() || this.note();
  }
}
