import { DestroyRef, ElementRef, inject, Injectable, signal } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { ActivatedRoute, Router } from "@angular/router";
import type { Observable } from "rxjs";

import type { PageOf } from "../api/resource";
import { isOutdated } from "../api/versions";

/** Deletes one of a list and shows the list anew. Each page with a list provides its own. */
@Injectable()
export class Removing {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #destroyed = inject(DestroyRef);
  readonly #page = inject<ElementRef<HTMLElement>>(ElementRef);

  /** What was done, for people who do not see that a line is gone. */
  readonly done = signal("");
  readonly failure = signal<unknown>(undefined);

  /** Subscribes to `request` if that is really wanted. */
  ask(label: string, request: Observable<void>, { items, offset, limit }: PageOf<unknown>): void {
    if (!confirm(`Delete ${label}?`)) {
      return;
    }
    this.done.set("");
    this.failure.set(undefined);
    request.pipe(takeUntilDestroyed(this.#destroyed)).subscribe({
      next: () => {
        this.done.set(`${label} is deleted.`);
        // The button that had the focus goes away.
        this.#page.nativeElement.querySelector("h1")?.focus();
        this.#show(items.length > 1 ? offset : Math.max(offset - limit, 0));
      },
      error: (error: unknown) => {
        this.failure.set(error);
        if (isOutdated(error)) {
          this.#show(offset);
        }
      },
    });
  }

  #show(offset: number): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: { offset: offset || null },
      queryParamsHandling: "merge",
      onSameUrlNavigation: "reload",
    });
  }
}
