import { inject, Injectable } from "@angular/core";
import { MatSnackBar } from "@angular/material/snack-bar";

const SHOWN_MS = 5000;

/** Says at the edge of the page what was done, for some seconds. */
@Injectable({ providedIn: "root" })
export class Tell {
  readonly #bar = inject(MatSnackBar);

  done(message: string): void {
    this.#bar.open(message, undefined, { duration: SHOWN_MS });
  }
}
