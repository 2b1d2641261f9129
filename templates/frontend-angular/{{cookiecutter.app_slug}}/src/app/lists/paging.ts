import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { RouterLink } from "@angular/router";

import type { PageOf } from "../api/resource";

/** Which part of a list is shown, and the way to the others. */
@Component({
  selector: "app-paging",
  imports: [RouterLink],
  template: `
    @if (page().total > 0) {
      <nav class="paging" aria-label="Parts of the list">
        @if (page().offset > 0) {
          <a
            rel="prev"
            [routerLink]="[]"
            [queryParams]="{ offset: before() }"
            queryParamsHandling="merge"
            >Previous</a
          >
        }
        <span>{{ shown() }}</span>
        @if (after() < page().total) {
          <a
            rel="next"
            [routerLink]="[]"
            [queryParams]="{ offset: after() }"
            queryParamsHandling="merge"
            >Next</a
          >
        }
      </nav>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Paging {
  readonly page = input.required<PageOf<unknown>>();
  protected readonly after = computed(() => this.page().offset + this.page().limit);
  protected readonly before = computed(() => {
    const { offset, limit } = this.page();
    return offset > limit ? offset - limit : null;
  });
  protected readonly shown = computed(() => {
    const { items, offset, total } = this.page();
    return items.length > 0
      ? `${offset + 1}–${offset + items.length} of ${total}`
      : `0 of ${total}`;
  });
}
