import { inject, Injectable, type ErrorHandler } from "@angular/core";

import { Failures } from "./failures";
import { report } from "./report";

/** Reports every error that nobody expected, and lets the page say that there was one. */
@Injectable()
export class AppErrorHandler implements ErrorHandler {
  readonly #failures = inject(Failures);

  handleError(error: unknown): void {
    report(error);
    // Later, because nothing is drawn anew for what changes while a page is drawn. And only the first: a page that
    // fails each time it is drawn must not be drawn again for each failure.
    queueMicrotask(() => this.#failures.unexpected.update((first) => first ?? { error }));
  }
}
