import {
  ChangeDetectionStrategy,
  Component,
  effect,
  input,
  viewChild,
  type ElementRef,
} from "@angular/core";
import { ReactiveFormsModule, type ValidatorFn } from "@angular/forms";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInput } from "@angular/material/input";

import type { Wrong } from "./checks";
import { Field } from "./field";

/** A text, or what is typed as one: a number, a date, an address. */
@Component({
  selector: "app-text-field",
  imports: [MatFormFieldModule, MatInput, ReactiveFormsModule],
  template: `
    <mat-form-field>
      <mat-label>{{ label() }}</mat-label>
      @if (rows() > 1) {
        <textarea matInput [rows]="rows()" [formControl]="control()"></textarea>
      } @else {
        <input
          #box
          matInput
          [type]="type()"
          [attr.inputmode]="inputmode()"
          [attr.step]="type() === 'datetime-local' ? 1 : null"
          [formControl]="control()"
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
export class TextField extends Field<string> {
  readonly type = input<"text" | "date" | "datetime-local" | "email" | "url">("text");
  /** What keyboard a telephone shows, if it is not the one of the type. */
  readonly inputmode = input<"numeric" | "decimal">();
  /** How many lines are shown; one takes no line ends. */
  readonly rows = input(1);
  private readonly box = viewChild<ElementRef<HTMLInputElement>>("box");

  constructor() {
    super();
    effect((onCleanup) => {
      const control = this.control();
      control.addValidators(this.#whole);
      onCleanup(() => control.removeValidators(this.#whole));
    });
  }

  /** A date that is filled in by half has no value, and would be taken for none. */
  readonly #whole: ValidatorFn = () =>
    this.box()?.nativeElement.validity.badInput
      ? ({ wrong: "Fill in all of it, or nothing." } satisfies Wrong)
      : null;
}
