import { computed, inject, Injectable } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { ActivatedRoute, Router, type ParamMap, type Params } from "@angular/router";

import { narrowedBy } from "../../resources/search";

/** The query of an address as browsers have it. */
export function searchOf(query: ParamMap): URLSearchParams {
  return new URLSearchParams(query.keys.map((name) => [name, query.get(name) ?? ""]));
}

/** The same as the router takes it. */
export function paramsOf(search: URLSearchParams): Params {
  return Object.fromEntries(search);
}

/** What the address of a page asks of its list, and the way to other parts, orders and filters of it. */
@Injectable()
export class ListAddress {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #query = toSignal(this.#route.queryParamMap, { requireSync: true });

  readonly search = computed(() => searchOf(this.#query()));

  /** The list from its beginning, with only what has a value; all of it without a value. */
  narrow(name: string, value: string): void {
    const queryParams = paramsOf(narrowedBy(this.search(), name, value));
    void this.#router.navigate([], { relativeTo: this.#route, queryParams });
  }
}
