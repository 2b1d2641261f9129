import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";

import { orderOf, sortedBy } from "../../resources/search";
import { ListAddress, paramsOf } from "./address";

/** The head of a column: a link that sorts the whole list by it, then the other way round, then not at all. */
@Component({
  selector: "th[appSortHeader]",
  imports: [RouterLink],
  template: `<a class="sort" [routerLink]="[]" [queryParams]="next()">{{ label() }}</a>`,
  host: { scope: "col", "[attr.aria-sort]": "order()" },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SortHeader {
  /** The field, as the API calls it. */
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly #address = inject(ListAddress);
  protected readonly order = computed(() => orderOf(this.#address.search(), this.name()));
  protected readonly next = computed(() => paramsOf(sortedBy(this.#address.search(), this.name())));
}
