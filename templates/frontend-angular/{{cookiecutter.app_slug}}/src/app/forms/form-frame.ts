import { ChangeDetectionStrategy, Component, inject, input, output } from "@angular/core";
import { ReactiveFormsModule, type FormGroup } from "@angular/forms";
import { MatButton } from "@angular/material/button";
import { MatCard, MatCardContent } from "@angular/material/card";
import { RouterLink } from "@angular/router";

import { ErrorMessage } from "../shell/error-message";
import { Saving } from "./saving";

/** What surrounds the fields of a form: what failed, and the way on. The fields tell themselves what is wrong. */
@Component({
  selector: "app-form-frame",
  imports: [ErrorMessage, MatButton, MatCard, MatCardContent, ReactiveFormsModule, RouterLink],
  template: `
    <mat-card class="sheet" appearance="outlined">
      <mat-card-content>
        <form [formGroup]="form()" [attr.aria-busy]="saving.busy()" (ngSubmit)="save.emit()">
          @if (saving.failure(); as failure) {
            <app-error-message [error]="failure" />
          }
          @if (saving.outdated()) {
            <p class="row">
              <button matButton="outlined" type="button" (click)="reload.emit()">
                Load the newest state
              </button>
              What you entered stays.
            </p>
          }
          <div class="fields"><ng-content /></div>
          <p class="row">
            <button matButton="filled" type="submit" [attr.aria-disabled]="saving.busy() || null">
              Save
            </button>
            <a matButton [routerLink]="back()">Cancel</a>
          </p>
        </form>
      </mat-card-content>
    </mat-card>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FormFrame {
  readonly form = input.required<FormGroup>();
  /** Where to go instead of saving. */
  readonly back = input.required<string>();
  readonly save = output();
  /** The newest state of what is changed is wanted. */
  readonly reload = output();
  protected readonly saving = inject(Saving);
}
