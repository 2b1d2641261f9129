import { computed, inject, Injectable } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import type { Sort, SortDirection } from "@angular/material/sort";
import { ActivatedRoute, Router, type Params } from "@angular/router";

/** What the address of a page asks of its list, and the way to other parts, orders and filters of it. */
@Injectable()
export class ListAddress {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);

  readonly query = toSignal(this.#route.queryParamMap, { requireSync: true });
  readonly sorted = computed<Sort>(() => {
    const sort = this.query().get("sort") ?? "";
    const direction: SortDirection = sort === "" ? "" : sort.startsWith("-") ? "desc" : "asc";
    return { active: sort.replace(/^-/, ""), direction };
  });
  /** Whether it asks for less than there is. */
  readonly narrowed = computed(() =>
    this.query().keys.some((name) => !["offset", "sort"].includes(name)),
  );

  sort({ active, direction }: Sort): void {
    this.narrow("sort", direction === "" ? "" : (direction === "desc" ? "-" : "") + active);
  }

  /** The list from its beginning, with only what has a value; all of it without a value. */
  narrow(name: string, value: string): void {
    this.#show({ offset: null, [name]: value || null });
  }

  /** The part of the list that begins there, asked for anew even if it is the one that is shown. */
  start(offset: number): void {
    this.#show({ offset: offset || null });
  }

  #show(queryParams: Params): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams,
      queryParamsHandling: "merge",
      onSameUrlNavigation: "reload",
    });
  }
}
