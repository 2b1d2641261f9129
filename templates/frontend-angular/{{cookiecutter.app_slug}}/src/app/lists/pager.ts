import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { RouterLink, type Params } from "@angular/router";

import type { Slice } from "../../resources/lists";
import { startingAt } from "../../resources/search";
import { ListAddress, paramsOf } from "./address";

/** Which part of a list is shown, and the ways to the parts before and behind it. */
@Component({
  selector: "app-pager",
  imports: [MatButton, RouterLink],
  template: `
    @let part = slice();
    @let end = part.offset + part.items.length;
    <nav aria-label="Parts of the list" class="row">
      <span>{{ part.offset + 1 }}–{{ end }} of {{ part.total }}</span>
      @if (part.offset > 0) {
        <a matButton [routerLink]="[]" [queryParams]="at(part.offset - part.limit)">Previous</a>
      }
      @if (end < part.total) {
        <a matButton [routerLink]="[]" [queryParams]="at(part.offset + part.limit)">Next</a>
      }
    </nav>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Pager {
  readonly slice = input.required<Slice<unknown>>();
  readonly #address = inject(ListAddress);

  protected at(offset: number): Params {
    return paramsOf(startingAt(this.#address.search(), Math.max(offset, 0)));
  }
}
