import { ChangeDetectionStrategy, Component, computed, input, resource } from "@angular/core";

import { queryClient } from "../../query";
import type { Column } from "../../resources/columns";
import { listed } from "../../resources/show";

/** Of what has more, it is said how many more there are. */
const FEW = 3;

/** What a page shows of one value: a text, or what others are called; their ids until that is known. */
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
    if ("show" in column) {
      return undefined;
    }
    const ids = "ids" in column ? column.ids(item) : [column.id(item)].filter((id) => id !== null);
    return { choices: column.choices, shown: ids.slice(0, FEW), count: ids.length };
  });
  readonly #named = resource({
    params: () => {
      const meant = this.#meant();
      return meant?.shown.map((id) => meant.choices.named(id));
    },
    loader: ({ params }) => Promise.all(params.map((one) => queryClient.query(one))),
  });

  protected readonly text = computed(() => {
    const [column, meant] = [this.column(), this.#meant()];
    if ("show" in column) {
      return column.show(this.item());
    }
    const named = this.#named.hasValue() ? this.#named.value() : [];
    const names = meant?.shown.map((id, place) => named[place]?.label ?? `#${String(id)}`);
    return listed(names ?? [], meant?.count);
  });
}
