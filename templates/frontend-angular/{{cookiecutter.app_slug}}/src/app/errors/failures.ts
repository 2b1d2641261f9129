import { Injectable, signal } from "@angular/core";

/** What went wrong, for the pages that say so. */
@Injectable({ providedIn: "root" })
export class Failures {
  /** The last navigation that failed: why, and where it was going. */
  readonly navigation = signal<{ readonly error: unknown; readonly url: string } | undefined>(
    undefined,
  );

  /** The first error since the last navigation that nobody expected. */
  readonly unexpected = signal<{ readonly error: unknown } | undefined>(undefined);
}
