import { ChangeDetectionStrategy, Component, computed, input, output } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatCard, MatCardContent } from "@angular/material/card";
import { RouterLink } from "@angular/router";

import { isOutdated } from "../../resources/versions";
import { ErrorMessage } from "../shell/error-message";
import type { ResourceForm } from "./resource-form";

/** What surrounds the fields of a form: what failed, and the way on. The fields tell themselves what is wrong. */
@Component({
  selector: "app-form-frame",
  imports: [ErrorMessage, MatButton, MatCard, MatCardContent, RouterLink],
  template: `
    <mat-card class="sheet" appearance="outlined">
      <mat-card-content>
        <form #all novalidate [attr.aria-busy]="form().busy()" (submit)="submit($event, all)">
          @if (form().failure(); as failure) {
            <app-error-message [error]="failure" />
          }
          @if (outdated()) {
            <p class="row">
              <button matButton="outlined" type="button" (click)="reload.emit()">
                Load the newest state
              </button>
              What you entered stays.
            </p>
          }
          <div class="fields"><ng-content /></div>
          <p class="row">
            <button matButton="filled" type="submit" [attr.aria-disabled]="form().busy()">
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
export class FormFrame<T extends object> {
  readonly form = input.required<ResourceForm<T>>();
  /** What sends the values of a form that is well. */
  readonly save = input.required<(values: T) => Promise<unknown>>();
  /** Where to go instead of saving. */
  readonly back = input.required<string>();
  /** The newest state of what is changed is wanted. */
  readonly reload = output();
  /** Somebody else was faster. */
  protected readonly outdated = computed(() => isOutdated(this.form().failure()));

  protected submit(event: Event, all: HTMLFormElement): void {
    event.preventDefault();
    void this.form().submit(all, this.save());
  }
}
