import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import { Field } from "./field";

/** A text, or what is typed as one: a number, a date, an address. */
@Component({
  selector: "app-text-field",
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  template: `
    <mat-form-field>
      <mat-label>{{ field().label }}</mat-label>
      @if (rows() > 1) {
        <textarea
          matInput
          [class.code]="code()"
          [attr.spellcheck]="code() ? false : null"
          [name]="field().name"
          [rows]="rows()"
          [formControl]="field().control"
        ></textarea>
      } @else {
        <input
          matInput
          [name]="field().name"
          [type]="type()"
          [attr.inputmode]="inputmode()"
          [attr.step]="type() === 'datetime-local' ? 1 : null"
          [formControl]="field().control"
        />
      }
      <mat-error>{{ wrong() }}</mat-error>
      @if (note(); as words) {
        <mat-hint>{{ words }}</mat-hint>
      }
    </mat-form-field>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TextField extends Field {
  readonly type = input<"text" | "date" | "datetime-local" | "email" | "url">("text");
  /** What keyboard a telephone shows, if it is not the one of the type. */
  readonly inputmode = input<"numeric" | "decimal">();
  /** How many lines are shown; one takes no line ends. */
  readonly rows = input(1);
  /** Whether it is for machines, such as JSON. */
  readonly code = input(false);
}
