import type { Choices } from "./choices";
import type { Asked, Option } from "./lists";

interface Named {
  /** The field, as the API calls it. */
  readonly name: string;
  readonly label: string;
  /** Whether the API sorts by it, which it does unless this is false. */
  readonly sorted?: false;
}

/** What a list shows of each: a text, or what something else is called, or several. */
export type Column<T> = Named &
  (
    | { readonly show: (item: T) => string }
    | { readonly choices: Choices; readonly id: (item: T) => number | null }
    | { readonly choices: Choices; readonly ids: (item: T) => readonly number[] }
  );

/** What a list is filtered by: one of a few values, or something else that it refers to. */
export type Filter = Named &
  ({ readonly options: readonly Option[] } | { readonly choices: Choices });

/** The options of a filter by yes or no. */
export const YES_NO: readonly Option[] = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];

/** The options of a filter by one of a few texts. */
export function optionsOf(...values: readonly string[]): readonly Option[] {
  return values.map((value) => ({ value, label: value }));
}

/** Whether a list is sorted by a column: by none that shows several others. */
export function isSorted(column: Named): boolean {
  return column.sorted !== false && !("ids" in column);
}

/** What an address may ask of a list with such columns and filters. */
export function askedOf<Name extends string>(
  columns: readonly Named[],
  filters: readonly Filter[],
  searched: boolean,
): Asked<Name> {
  const few = filters.flatMap((one) =>
    "options" in one ? [[one.name, one.options.map(({ value }) => value)]] : [],
  );
  return {
    ids: filters.flatMap((one) => ("choices" in one ? [one.name as Name] : [])),
    values: Object.fromEntries(few) as NonNullable<Asked<Name>["values"]>,
    sorts: columns.filter(isSorted).map(({ name }) => name),
    searched,
  };
}
