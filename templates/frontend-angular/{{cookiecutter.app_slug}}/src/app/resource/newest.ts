import { inject, Injectable } from "@angular/core";
import { ActivatedRoute, Router } from "@angular/router";

/** The newest state of a page: what its address resolves to is read again. */
@Injectable()
export class Newest {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);

  load(): Promise<boolean> {
    return this.#router.navigate([], {
      relativeTo: this.#route,
      queryParamsHandling: "preserve",
      onSameUrlNavigation: "reload",
    });
  }
}
