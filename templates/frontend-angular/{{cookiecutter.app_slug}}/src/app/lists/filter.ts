import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { ActivatedRoute, Router } from "@angular/router";

import type { Choice } from "../api/resource";

/** Narrows a list to what refers to one choice, which is kept in the address of the page. */
@Component({
  selector: "app-filter",
  template: `
    <label [for]="'filter-' + name()">{{ label() }}</label>
    <select #choice [id]="'filter-' + name()" (change)="show(choice.value)">
      <option value="">All</option>
      @for (choice of choices(); track choice.id) {
        <option [value]="choice.id" [selected]="choice.id.toString() === query().get(name())">
          {{ choice.label }}
        </option>
      }
    </select>
  `,
  host: { class: "field" },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Filter {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);

  readonly label = input.required<string>();
  /** The filter's name in the address. */
  readonly name = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  protected readonly query = toSignal(this.#route.queryParamMap, { requireSync: true });

  protected show(id: string): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams: { [this.name()]: id || null, offset: null },
      queryParamsHandling: "merge",
    });
  }
}
