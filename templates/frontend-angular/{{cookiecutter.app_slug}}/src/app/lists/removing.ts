import { DestroyRef, ElementRef, inject, Injectable, signal } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { MatDialog } from "@angular/material/dialog";
import { ActivatedRoute, Router } from "@angular/router";
import { filter, switchMap, type Observable } from "rxjs";

import type { PageOf } from "../api/resource";
import { isOutdated } from "../api/versions";
import { ConfirmDialog } from "../shell/confirm-dialog";
import { Tell } from "../shell/tell";

/** Deletes something once it is really wanted. Each page where people can delete provides its own. */
@Injectable()
export class Removing {
  readonly #dialog = inject(MatDialog);
  readonly #tell = inject(Tell);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #destroyed = inject(DestroyRef);
  readonly #page = inject<ElementRef<HTMLElement>>(ElementRef);

  /** Why it was not deleted. */
  readonly failure = signal<unknown>(undefined);

  /** Deletes one of a list by subscribing to `request`, and shows the list anew. */
  ofList(what: string, request: Observable<void>, { items, offset, limit }: PageOf<unknown>): void {
    this.#ask(what, request, () => {
      // The button that had the focus goes away.
      this.#page.nativeElement.querySelector("h1")?.focus();
      this.#show(items.length > 1 ? offset : Math.max(offset - limit, 0));
    });
  }

  /** Deletes what a page shows by subscribing to `request`, and goes to the list. */
  ofPage(what: string, request: Observable<void>, list: string): void {
    this.#ask(what, request, () => void this.#router.navigate([list]));
  }

  #ask(what: string, request: Observable<void>, done: () => void): void {
    this.#dialog
      .open<ConfirmDialog, string, boolean>(ConfirmDialog, { data: what, autoFocus: "button" })
      .afterClosed()
      .pipe(
        filter((wanted) => wanted === true),
        switchMap(() => {
          this.failure.set(undefined);
          return request;
        }),
        takeUntilDestroyed(this.#destroyed),
      )
      .subscribe({
        next: () => {
          this.#tell.done(`Deleted: ${what}`);
          done();
        },
        error: (error: unknown) => {
          this.failure.set(error);
          if (isOutdated(error)) {
            this.#show();
          }
        },
      });
  }

  /** The newest state of the page, from another place of its list if one is given. */
  #show(offset?: number): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: offset === undefined ? {} : { offset: offset || null },
      queryParamsHandling: "merge",
      onSameUrlNavigation: "reload",
    });
  }
}
