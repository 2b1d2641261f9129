import type { Choices } from "./choices";
import type { Asked, Option } from "./lists";

interface Named {
  /** The field, as the API calls it. */
  readonly name: string;
  readonly label: string;
}

/** What a list shows of each: a text, or what something else is called. */
export type Column<T> = Named &
  (
    | { readonly show: (item: T) => string }
    | { readonly choices: Choices; readonly id: (item: T) => number | null }
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
    sorts: columns.map(({ name }) => name),
    searched,
  };
}
