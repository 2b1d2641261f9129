import { ChangeDetectionStrategy, Component, computed, input, resource } from "@angular/core";
import { RouterLink } from "@angular/router";

import { queryClient } from "../../query";
import type { Choices } from "../../resources/choices";
import { NOTHING } from "../../resources/show";

/** What several others are called, each with the way to its page; their ids until that is known. */
@Component({
  selector: "app-value-links",
  imports: [RouterLink],
  template: `
    @for (one of links(); track one.to) {
      @if (!$first) {
        <span>{{ ", " }}</span>
      }
      <a [routerLink]="one.to">{{ one.label }}</a>
    } @empty {
      <span>{{ NOTHING }}</span>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ValueLinks {
  readonly choices = input.required<Choices>();
  readonly ids = input.required<readonly number[]>();
  /** Where their pages are, such as /tags. */
  readonly to = input.required<string>();
  readonly #named = resource({
    params: () => this.ids().map((id) => this.choices().named(id)),
    loader: ({ params }) => Promise.all(params.map((one) => queryClient.query(one))),
  });
  protected readonly links = computed(() => {
    const named = this.#named.hasValue() ? this.#named.value() : [];
    return this.ids().map((id, place) => ({
      to: `${this.to()}/${String(id)}`,
      label: named[place]?.label ?? `#${String(id)}`,
    }));
  });
  protected readonly NOTHING = NOTHING;
}
