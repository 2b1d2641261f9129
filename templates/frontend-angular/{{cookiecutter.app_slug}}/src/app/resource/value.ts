import { ChangeDetectionStrategy, Component, computed, input, resource } from "@angular/core";

import { queryClient } from "../../query";
import type { Column } from "../../resources/columns";
import { NOTHING } from "../../resources/show";

/** What a page shows of one value: a text, or what something else is called; its id until that is known. */
@Component({
  selector: "app-value",
  template: "{{ text() }}",
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Value<T> {
  readonly column = input.required<Column<T>>();
  readonly item = input.required<T>();
  readonly #meant = computed(() => {
    const [column, item] = [this.column(), this.item()];
    return "show" in column ? undefined : { choices: column.choices, id: column.id(item) };
  });
  readonly #named = resource({
    params: () => {
      const meant = this.#meant();
      return meant && meant.id !== null ? meant.choices.named(meant.id) : undefined;
    },
    loader: ({ params }) => queryClient.query(params),
  });

  protected readonly text = computed(() => {
    const [column, id] = [this.column(), this.#meant()?.id];
    if ("show" in column) {
      return column.show(this.item());
    }
    if (id === null || id === undefined) {
      return NOTHING;
    }
    return this.#named.hasValue() ? this.#named.value().label : `#${String(id)}`;
  });
}
