import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { RouterLink } from "@angular/router";

import { isNarrowed } from "../../resources/search";
import { ListAddress } from "./address";

/** In place of a list without items: why it is empty, and what can be done. */
@Component({
  selector: "app-empty-list",
  imports: [MatButton, RouterLink],
  template: `
    <div class="empty">
      <p>There are no {{ what() }}.</p>
      @if (narrowed()) {
        <a matButton [routerLink]="[]">Show all</a>
      } @else {
        <a matButton="filled" [routerLink]="form()">Make the first one</a>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EmptyList {
  /** What there could be, in the plural. */
  readonly what = input.required<string>();
  /** The address of the form for a new one. */
  readonly form = input.required<string>();
  readonly #address = inject(ListAddress);
  protected readonly narrowed = computed(() => isNarrowed(this.#address.search()));
}
