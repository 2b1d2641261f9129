import { ChangeDetectionStrategy, Component, inject } from "@angular/core";

import { Failures } from "../errors/failures";
import { ErrorMessage } from "../shell/error-message";
import { Page } from "../shell/page";

/** Shown in place of a page that failed to load. */
@Component({
  selector: "app-error-page",
  imports: [ErrorMessage, Page],
  template: `
    <app-page heading="Something went wrong">
      @if (failure(); as failed) {
        <app-error-message [error]="failed.error" />
        <p><a [href]="failed.url">Try again</a></p>
      }
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ErrorPage {
  protected readonly failure = inject(Failures).navigation;
}
